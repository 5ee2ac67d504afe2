package io.tramontane.udf.http;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an answer means that does not give the file.
 *
 * @param url what is fetched, for messages
 * @param clock what a server's dates are compared with
 */
record HttpRefusal(String url, HttpCredentials credentials, Clock clock) {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /**
   * What to throw.
   *
   * @return a {@link TransferException} if the server may give it later
   * @throws InvalidInputException if it won't
   */
  IOException of(HttpReply reply) {
    int status = reply.status();
    HttpOrigin server = reply.asked().origin();
    return switch (status) {
      case 401, 403 -> throw denied(reply);
      case 404, 410 ->
          throw invalid(
              "there is no %s (%s)".formatted(reply.asked().uri(), status),
              "Correct the URL, or put all parts of the model there");
      case 407 ->
          throw invalid("the proxy asks who we are (407)", "Take a proxy that does not, or none");
      case 408, 425, 429 -> busy(reply);
      default -> {
        if (status >= 500) {
          yield busy(reply);
        }
        throw invalid("%s answers %s".formatted(server, status), "Correct tramontane.model.path");
      }
    };
  }

  private InvalidInputException denied(HttpReply reply) {
    String name = credentials.name(reply.asked());
    String refused = "%s denies access (%s)".formatted(reply.asked().origin(), reply.status());
    return name.isEmpty()
        ? invalid(
            refused + " to one who gives no token",
            "Set tramontane.model.token-env to the name of an environment variable that holds a token, on each host that fetches; or, if the URL is signed, give one that is still valid")
        : invalid(
            refused + " to " + name,
            "Check that it is still valid and may read this file; a hub may want its terms to be accepted first");
  }

  private TransferException busy(HttpReply reply) {
    return new TransferException(
        "%s answers %s".formatted(reply.asked().origin(), reply.status()), retryAfter(reply));
  }

  /** In seconds, or until a time. */
  private @Nullable Duration retryAfter(HttpReply reply) {
    String header = reply.header("Retry-After").strip();
    if (SECONDS.matcher(header).matches()) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    Optional<Duration> until =
        HttpValidator.instant(header).map(time -> Duration.between(clock.instant(), time));
    return until.map(wait -> wait.isNegative() ? Duration.ZERO : wait).orElse(null);
  }

  InvalidInputException invalid(String cause, String remedy) {
    return new InvalidInputException(
        "Cannot fetch model %s: %s. %s.".formatted(url, cause, remedy));
  }
}
