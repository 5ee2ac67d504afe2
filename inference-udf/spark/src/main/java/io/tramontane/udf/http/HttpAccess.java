package io.tramontane.udf.http;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.net.ProxySelector;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The way to the files of a URL: finds them, and copies them. Tries again what broken connections
 * and busy servers have ended. Thread-safe.
 *
 * <p>A file is looked at by asking for its first byte, and not by HEAD, which signed URLs refuse.
 */
public final class HttpAccess {
  private static final Map<String, String> FIRST_BYTE = Map.of("Range", "bytes=0-0");

  private final HttpTransport transport;
  private final HttpCredentials credentials;
  private final HttpRefusal refusal;
  private final HttpPatience patience;
  private final String url;

  private HttpAccess(
      String url, HttpCredentials credentials, ProxySelector proxies, HttpPatience patience) {
    this.url = url;
    this.credentials = credentials;
    this.patience = patience;
    this.transport = new HttpTransport(proxies, patience);
    this.refusal = new HttpRefusal(url, credentials, patience.clock());
  }

  /**
   * The way to a URL, through the proxies of this JVM.
   *
   * @param variable the environment variable that holds a token; null for none
   * @param environment of this process
   * @throws InvalidInputException if it is no URL of http or https, or the variable is not set
   */
  public static HttpAccess to(
      String url,
      @Nullable String variable,
      Map<String, String> environment,
      HttpPatience patience) {
    ProxySelector proxies = ProxySelector.getDefault();
    return new HttpAccess(
        url,
        HttpCredentials.of(url, variable, environment),
        proxies == null ? ProxySelector.of(null) : proxies,
        patience);
  }

  /**
   * Looks at a file.
   *
   * @throws InvalidInputException if it is not there, may not be read, or is none
   * @throws InsufficientResourcesException if the server does not answer
   * @throws IOException if the thread is interrupted
   */
  public HttpFile find(HttpLocation location) throws IOException {
    Retries retries = new Retries(url, patience);
    while (true) {
      try (HttpReply reply = get(location, FIRST_BYTE)) {
        return found(location, reply);
      } catch (TransferException e) {
        retries.awaitNext(e);
      }
    }
  }

  private HttpFile found(HttpLocation location, HttpReply reply) throws IOException {
    OptionalLong bytes = OptionalLong.empty();
    if (reply.status() == 206) {
      bytes =
          ContentRange.of(reply.header("Content-Range")).stream()
              .mapToLong(ContentRange::total)
              .findFirst();
    } else if (reply.status() == 200) {
      bytes = reply.length();
    } else if (reply.status() != 416 || !ContentRange.isOfNothing(reply.header("Content-Range"))) {
      throw refusal.of(reply);
    }
    requireFile(reply);
    if (bytes.orElse(0) == 0) {
      throw refusal.invalid(
          "%s %s"
              .formatted(
                  reply.asked().origin(),
                  reply.status() == 416 || bytes.isPresent()
                      ? "has an empty file there"
                      : "does not tell its length"),
          "Give the URL of a GGUF file");
    }
    return new HttpFile(location, bytes.getAsLong(), HttpValidator.of(reply.headers()));
  }

  /** Hubs give a page about the file where one leaves out a word, or is not logged in. */
  private void requireFile(HttpReply reply) {
    if (reply.header("Content-Type").toLowerCase(Locale.ROOT).startsWith("text/html")) {
      throw refusal.invalid(
          "%s gives a web page there".formatted(reply.asked().origin()),
          "Give the URL of the file itself; on Hugging Face it has resolve in the place of blob");
    }
  }

  /**
   * Copies a file, from where the copy ends.
   *
   * @param copy of this version
   * @throws HttpFileChangedException if there is another version now
   * @throws InvalidInputException as {@link #find}
   * @throws InsufficientResourcesException as there, also if it breaks off again and again
   * @throws IOException if the copy cannot be written, or the thread is interrupted
   */
  public void copy(HttpFile file, PartialFile copy) throws IOException {
    new HttpDownload(this, file, copy).run(new Retries(url, patience));
  }

  /** An answer that may be any but a redirect. */
  HttpReply get(HttpLocation location, Map<String, String> headers) throws IOException {
    HttpReply reply = transport.get(location, credentials, headers);
    String encoding = reply.header("Content-Encoding");
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      reply.close();
      throw refusal.invalid(
          "%s gives it compressed (%s)".formatted(reply.asked().origin(), encoding),
          "Give the URL of the file itself");
    }
    return reply;
  }

  /** What to throw for an answer that is none. */
  IOException refusal(HttpReply reply) {
    return refusal.of(reply);
  }
}
