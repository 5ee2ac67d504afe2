package io.tramontane.udf.http;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Asks servers, once, and goes where they redirect to. Thread-safe. */
final class HttpTransport {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 10;

  private final HttpClient client;
  private final HttpPatience patience;

  /**
   * @param proxies which connections go through which proxy
   */
  HttpTransport(ProxySelector proxies, HttpPatience patience) {
    this.client =
        HttpClient.newBuilder()
            .proxy(proxies)
            // What it would do by itself takes credentials along.
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.connect())
            .build();
    this.patience = patience;
  }

  /**
   * Asks for a file.
   *
   * @param credentials are sent to their own origin only
   * @param headers of the request, such as the range that is wanted
   * @return the answer of any status that is no redirect; the caller closes it
   * @throws TransferException if there is no connection, or no answer in time
   * @throws InvalidInputException if it is redirected too often, or where it may not go
   */
  HttpReply get(HttpLocation location, HttpCredentials credentials, Map<String, String> headers)
      throws IOException {
    HttpLocation asked = location;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpReply reply = once(asked, credentials.authorization(asked), headers);
      if (!REDIRECTS.contains(reply.status())) {
        return reply;
      }
      try (reply) {
        asked = asked.redirectedTo(reply.headers().firstValue("Location").orElse(null));
      }
    }
    throw new InvalidInputException(
        "Cannot follow the redirects of %s: there are more than %s, the last to %s. Correct tramontane.model.path, or ask who runs the server."
            .formatted(location.uri(), MAX_REDIRECTS, asked.uri()));
  }

  private HttpReply once(
      HttpLocation asked, Optional<String> authorization, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(asked.uri())
            .timeout(patience.read())
            // The bytes that are counted are the file's.
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      return new HttpReply(
          asked,
          response.statusCode(),
          response.headers(),
          new TimedBody(response.body(), patience.read()));
    } catch (InterruptedException e) {
      throw Retries.interrupted(e);
    } catch (IOException e) {
      throw failure(asked.origin(), e);
    }
  }

  private IOException failure(HttpOrigin origin, IOException e) {
    if (e instanceof SSLHandshakeException && isOfCertificate(e)) {
      throw new InvalidInputException(
          "Cannot trust the server %s: its certificate does not show who it is: %s. Correct tramontane.model.path, or give Java the certificate of the authority that signed it (-Djavax.net.ssl.trustStore)."
              .formatted(origin, e.getMessage()),
          e);
    }
    if (has(e, UnresolvedAddressException.class)) {
      return new TransferException("no address is known for the host of " + origin, e);
    }
    String cause =
        e instanceof HttpTimeoutException
            ? "no answer in time"
            : Optional.ofNullable(e.getMessage()).orElseGet(() -> e.getClass().getSimpleName());
    return new TransferException("%s cannot be reached (%s)".formatted(origin, cause), e);
  }

  private static boolean isOfCertificate(IOException e) {
    return has(e, CertificateException.class) || has(e, CertPathBuilderException.class);
  }

  private static boolean has(IOException e, Class<? extends Exception> type) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
