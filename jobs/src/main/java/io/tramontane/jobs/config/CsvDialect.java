package io.tramontane.jobs.config;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Optional;

/**
 * How CSV files are written, where that is not as RFC 4180 has it.
 *
 * @param separator stands between values
 * @param quote stands around values, and twice for itself within; or {@link #NO_QUOTE}
 * @param encoding as Java names it
 */
public record CsvDialect(char separator, char quote, String encoding) implements Serializable {
  /** No value is quoted. A character that no text holds: half of a surrogate pair. */
  public static final char NO_QUOTE = '\uDBFF';

  /** Commas, double quotes, UTF-8. */
  public static final CsvDialect RFC_4180 = new CsvDialect(',', '"', "UTF-8");

  /** The one character of ASCII that a setting is, if it can stand between or around values. */
  static Optional<Character> character(String setting) {
    return Optional.of(setting)
        .filter(one -> one.length() == 1)
        .map(one -> one.charAt(0))
        .filter(one -> one > 0 && one < 0x80 && one != '\r' && one != '\n');
  }

  /** The character that a setting is, or {@link #NO_QUOTE} for an empty one. */
  static Optional<Character> quote(String setting) {
    return setting.isEmpty() ? Optional.of(NO_QUOTE) : character(setting);
  }

  /** The encoding of this name, as Java names it. */
  static Optional<String> encoding(String setting) {
    try {
      return Charset.isSupported(setting)
          ? Optional.of(Charset.forName(setting).name())
          : Optional.empty();
    } catch (IllegalCharsetNameException e) {
      return Optional.empty();
    }
  }

  /** As the setting is written. */
  String quoteSetting() {
    return quote == NO_QUOTE ? "" : String.valueOf(quote);
  }
}
