package io.tramontane.udf.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Range}: which bytes of a file an answer holds.
 *
 * @param first from 0
 * @param last at least {@code first}
 * @param total of the file
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
  private static final Pattern OF_NOTHING = Pattern.compile("bytes \\*/0+");

  /** Nothing if it is none, or does not tell all three. */
  static Optional<ContentRange> of(String header) {
    Matcher matcher = FORM.matcher(header.strip());
    return matcher.matches()
        ? Optional.of(
                new ContentRange(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3))))
            .filter(range -> range.first <= range.last && range.last < range.total)
        : Optional.empty();
  }

  /** Whether it says that the file is empty, so that no range of it can be had. */
  static boolean isOfNothing(String header) {
    return OF_NOTHING.matcher(header.strip()).matches();
  }
}
