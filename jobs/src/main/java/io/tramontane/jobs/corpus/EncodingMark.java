package io.tramontane.jobs.corpus;

import java.util.Arrays;
import java.util.Optional;

/**
 * The encoding that a text is in by its first bytes: by its byte-order mark, or without one, where
 * the first character is one of ASCII, by the zeros around it.
 */
final class EncodingMark {
  /** How many bytes tell it. */
  static final int BYTES = 4;

  private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private EncodingMark() {}

  /**
   * The encoding's name, without its byte order; empty where the bytes do not tell one.
   *
   * @param start the first bytes of a text, {@value #BYTES} if there are so many
   */
  static Optional<String> encodingOf(byte[] start) {
    if (isUtf8(start)) {
      return Optional.of("UTF-8");
    }
    if (start.length >= 4 && (isWide(start, 0, 1, 2, 3) || isWide(start, 3, 2, 1, 0))) {
      return Optional.of("UTF-32");
    }
    return start.length >= 2 && (isWide(start, 0, 1) || isWide(start, 1, 0))
        ? Optional.of("UTF-16")
        : Optional.empty();
  }

  /** Whether a text begins with the mark of UTF-8. */
  static boolean isUtf8(byte[] start) {
    return Arrays.equals(Arrays.copyOf(start, Math.min(start.length, UTF_8.length)), UTF_8);
  }

  /** How many bytes the mark of UTF-8 has. */
  static int utf8Length() {
    return UTF_8.length;
  }

  /**
   * Whether a character of several bytes is the mark U+FEFF or one of ASCII.
   *
   * @param order of its bytes, the highest first
   */
  private static boolean isWide(byte[] start, int... order) {
    long character = 0;
    for (int index : order) {
      character = character << 8 | (start[index] & 0xFF);
    }
    return character == 0xFEFF || (character > 0 && character < 0x80);
  }
}
