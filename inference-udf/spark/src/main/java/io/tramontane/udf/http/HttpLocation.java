package io.tramontane.udf.http;

import io.tramontane.failure.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a file: what is asked of which origin. Path and query are kept to the letter, for
 * a query may be a signature; only what no address may hold, such as a space, is percent-encoded.
 *
 * @param uri in ASCII, of http or https, with a host and a path, without user info and fragment
 */
public record HttpLocation(URI uri) {
  private static final Pattern HTTP = Pattern.compile("(?i)https?:.*", Pattern.DOTALL);
  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\\x7f\"<>\\\\^`{|}]");
  private static final String SOME_NAME = "model.gguf";

  /** File systems take 255 bytes, and the cache puts something in front. */
  private static final int MAX_NAME = 200;

  /** Whether a location is an address of http or https, valid or not. */
  public static boolean isHttp(String location) {
    return HTTP.matcher(location).matches();
  }

  /**
   * The address in a URL. Its user info is left out, see {@link HttpCredentials}.
   *
   * @throws InvalidInputException if it is none of http or https
   */
  public static HttpLocation of(String url) {
    try {
      return of(parse(url));
    } catch (URISyntaxException e) {
      throw new InvalidInputException(
          "Cannot fetch model %s: it is no valid URL: %s. Correct tramontane.model.path, with a percent sign and two hex digits for each character that a URL may not have."
              .formatted(url, e.getReason()));
    }
  }

  private static HttpLocation of(URI uri) throws URISyntaxException {
    if (uri.getScheme() == null || !isHttp(uri.getScheme() + ":")) {
      throw new URISyntaxException("", "its scheme is neither http nor https");
    }
    if (uri.getHost() == null) {
      throw new URISyntaxException("", "it has no host, or one that is no host's name");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return new HttpLocation(
        new URI(new URI(scheme + "://" + uri.getHost() + port + path + query).toASCIIString()));
  }

  /** The user info of a URL, decoded. */
  static Optional<String> userInfo(String url) {
    try {
      return Optional.ofNullable(parse(url).getUserInfo()).filter(user -> !user.isEmpty());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static URI parse(String url) throws URISyntaxException {
    return new URI(
        FORBIDDEN
            .matcher(url)
            .replaceAll(
                character ->
                    String.format(
                        Locale.ROOT,
                        "%%%02X",
                        character.group().getBytes(StandardCharsets.US_ASCII)[0])));
  }

  /**
   * Where a redirect leads.
   *
   * @param target the header {@code Location}, relative or not; null if there is none
   * @throws InvalidInputException if it leads to no address, or from https to http
   */
  HttpLocation redirectedTo(@Nullable String target) {
    HttpLocation next = resolved(target);
    if (origin().isEncrypted() && !next.origin().isEncrypted()) {
      throw new InvalidInputException(
          "Cannot follow the redirect of %s: it leads from https to %s, where anybody on the way could change what is fetched. Give an address that stays with https."
              .formatted(uri, next.uri));
    }
    return next;
  }

  private HttpLocation resolved(@Nullable String target) {
    try {
      if (target == null || target.isBlank()) {
        throw new URISyntaxException("", "it names no address");
      }
      // URI.resolve takes the file's name away where a query alone is given.
      String base = target.startsWith("?") ? uri.getRawPath() : "";
      return of(uri.resolve(parse(base + target.strip())));
    } catch (URISyntaxException e) {
      throw new InvalidInputException(
          "Cannot follow the redirect of %s: %s. Correct tramontane.model.path, or ask who runs the server."
              .formatted(uri, e.getReason()));
    }
  }

  HttpOrigin origin() {
    return HttpOrigin.of(uri);
  }

  /**
   * The last name of the path, as it is written, if it can be a file's; else one that can. It has
   * no slash, and does not begin with a full stop.
   */
  public String fileName() {
    String path = uri.getRawPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() || name.startsWith(".") || name.length() > MAX_NAME ? SOME_NAME : name;
  }

  /** The address of another file in the same folder, with the same query. */
  public HttpLocation sibling(String name) {
    String text = uri.toString();
    int end = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
    return new HttpLocation(
        URI.create(
            text.substring(0, text.lastIndexOf('/', end - 1) + 1) + name + text.substring(end)));
  }
}
