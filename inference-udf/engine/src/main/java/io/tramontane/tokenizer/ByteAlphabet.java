package io.tramontane.tokenizer;

import java.util.Arrays;

/**
 * How byte-level vocabularies write bytes as visible characters ({@code bytes_to_unicode} in
 * GPT-2's {@code encoder.py}): the printable ones of Latin-1 as themselves, the others, in their
 * order, as U+0100 and on. A space is Ġ, a line feed Ċ.
 */
public final class ByteAlphabet {
  private static final int NO_BYTE = -1;
  private static final char[] CHARACTERS = characters();
  private static final int[] BYTES = bytes();

  private ByteAlphabet() {}

  private static char[] characters() {
    char[] characters = new char[256];
    char next = 256;
    for (int value = 0; value < characters.length; value++) {
      characters[value] = isPrintable(value) ? (char) value : next++;
    }
    return characters;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~') || (value >= '¡' && value <= '¬') || value >= '®';
  }

  private static int[] bytes() {
    int[] bytes = new int[512];
    Arrays.fill(bytes, NO_BYTE);
    for (int value = 0; value < CHARACTERS.length; value++) {
      bytes[CHARACTERS[value]] = value;
    }
    return bytes;
  }

  /**
   * How a byte is written.
   *
   * @param value 0 to 255
   */
  public static char character(int value) {
    return CHARACTERS[value];
  }

  /** Whether a piece is written in this alphabet. */
  static boolean isWritten(String piece) {
    return piece.chars().allMatch(c -> c < BYTES.length && BYTES[c] != NO_BYTE);
  }

  /** The bytes of a piece that is. */
  static byte[] bytes(String piece) {
    byte[] bytes = new byte[piece.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) BYTES[piece.charAt(i)];
    }
    return bytes;
  }

  /** Bytes as a piece writes them. */
  static String written(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = CHARACTERS[Byte.toUnsignedInt(bytes[i])];
    }
    return new String(characters);
  }
}
