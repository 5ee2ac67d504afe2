package io.tramontane.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The letters, marks and digits that Unicode 14 to 16 have added: later JDKs know them, Java 17
 * does not. Without them every JDK finds the same words in a text. {@code scripts/newer-letters}
 * has made the list.
 */
final class NewerLetters {
  private static final BitSet POINTS = read();

  private NewerLetters() {}

  /** A text with a space in the place of each. */
  static String blanked(String text) {
    return text.codePoints().anyMatch(POINTS::get)
        ? text.codePoints()
            .map(point -> POINTS.get(point) ? ' ' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : text;
  }

  private static BitSet read() {
    BitSet points = new BitSet();
    try (InputStream stream =
        Objects.requireNonNull(NewerLetters.class.getResourceAsStream("newer-letters.txt"))) {
      new String(stream.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(range -> range.split("-", -1))
          .forEach(
              range ->
                  points.set(
                      HexFormat.fromHexDigits(range[0]), HexFormat.fromHexDigits(range[1]) + 1));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a resource of the jar.", e);
    }
    return points;
  }
}
