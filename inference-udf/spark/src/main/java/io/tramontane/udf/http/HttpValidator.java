package io.tramontane.udf.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server names the version of a file by (RFC 9110, 8.8).
 *
 * @param etag as it is sent, with its quotes; null if there is none
 * @param lastModified as it is sent; null if there is none
 * @param settled whether the server's clock was past {@code lastModified} when it answered: else
 *     the file may be changed once more within that second
 */
public record HttpValidator(@Nullable String etag, @Nullable String lastModified, boolean settled) {
  private static final String WEAK = "W/";

  static HttpValidator of(HttpHeaders headers) {
    Optional<Instant> date = instant(headers.firstValue("Date").orElse(""));
    @Nullable String modified = headers.firstValue("Last-Modified").orElse(null);
    boolean settled =
        date.isPresent()
            && modified != null
            && instant(modified)
                .filter(then -> Duration.between(then, date.get()).toSeconds() >= 1)
                .isPresent();
    return new HttpValidator(headers.firstValue("ETag").orElse(null), modified, settled);
  }

  /** A time as the headers of HTTP have it. */
  static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * What tells a server to send the rest of this version only: the entity tag if it stands for the
   * same bytes, else the time. Nothing if neither does; then a download can't be gone on with.
   */
  Optional<String> ifRange() {
    if (etag != null && !etag.startsWith(WEAK)) {
      return Optional.of(etag);
    }
    return settled ? Optional.ofNullable(lastModified) : Optional.empty();
  }

  /** Whether another answer is about the same version, as far as both tell. */
  boolean matches(HttpValidator other) {
    if (etag != null && other.etag != null) {
      return etag.equals(other.etag);
    }
    return lastModified == null
        || other.lastModified == null
        || lastModified.equals(other.lastModified);
  }
}
