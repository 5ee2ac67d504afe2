package io.tramontane.udf.http;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What shows a server who asks: a URL's user info, or a token. It is for the origin of that URL
 * alone; a redirect to another host, port or scheme goes there without it. Immutable.
 */
final class HttpCredentials {
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

  private final HttpOrigin origin;
  private final @Nullable String authorization;
  private final String name;

  private HttpCredentials(HttpOrigin origin, @Nullable String authorization, String name) {
    this.origin = origin;
    this.authorization = authorization;
    this.name = name;
  }

  /**
   * Those for a URL. A token is masked from now on, see {@link Secrets#keep}.
   *
   * @param variable the environment variable that holds a token; null for none
   * @param environment of this process
   * @throws InvalidInputException if there is no such variable, or user info besides
   */
  static HttpCredentials of(
      String url, @Nullable String variable, Map<String, String> environment) {
    HttpOrigin origin = HttpLocation.of(url).origin();
    Optional<String> userInfo = HttpLocation.userInfo(url);
    if (variable == null) {
      return userInfo
          .map(user -> new HttpCredentials(origin, "Basic " + base64(user), "its user info"))
          .orElseGet(() -> new HttpCredentials(origin, null, ""));
    }
    if (userInfo.isPresent()) {
      throw new InvalidInputException(
          "Cannot fetch model %s: it has user info, and tramontane.model.token-env names a token. Leave one of them out."
              .formatted(url));
    }
    String token = token(url, variable, environment);
    return new HttpCredentials(origin, "Bearer " + token, "the token of " + variable);
  }

  private static String base64(String user) {
    return Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  private static String token(String url, String variable, Map<String, String> environment) {
    String token = environment.getOrDefault(variable, "").strip();
    if (token.isEmpty()) {
      throw new InvalidInputException(
          "Cannot fetch model %s: the environment variable %s, which tramontane.model.token-env names, is not set on host %s. Set it on each host that fetches, or leave out the setting."
              .formatted(url, variable, host()));
    }
    if (!VISIBLE.matcher(token).matches()) {
      throw new InvalidInputException(
          "Cannot fetch model %s: the environment variable %s holds no token: it has characters that none has, such as line breaks. Correct it."
              .formatted(url, variable));
    }
    Secrets.keep(List.of(token));
    return token;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "(unknown)";
    }
  }

  /** The header {@code Authorization} of a request, if the one who is asked may have it. */
  Optional<String> authorization(HttpLocation asked) {
    return asked.origin().equals(origin) ? Optional.ofNullable(authorization) : Optional.empty();
  }

  /** What they are, without telling them; empty if there are none for this address. */
  String name(HttpLocation asked) {
    return asked.origin().equals(origin) ? name : "";
  }
}
