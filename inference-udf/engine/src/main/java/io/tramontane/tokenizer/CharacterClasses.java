package io.tramontane.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The classes of characters by which tokenizers split text, of Unicode 16.0: a table of the
 * project's own, made by {@code scripts/unicode-classes}, so that every JDK gives the same ids.
 *
 * <p>A class is a set of flags; a set of classes is their sum.
 */
final class CharacterClasses {
  /** Upper and title case letters: Lu, Lt. */
  static final int UPPER = 1;

  /** Lower case letters: Ll. */
  static final int LOWER = 1 << 1;

  /** Letters without case, and modifiers: Lo, Lm. */
  static final int UNCASED = 1 << 2;

  /** Marks: Mn, Mc, Me. */
  static final int MARK = 1 << 3;

  /** Numbers: Nd, Nl, No. */
  static final int NUMBER = 1 << 4;

  /** White space (the property White_Space), line ends among it. */
  static final int SPACE = 1 << 5;

  /** Carriage return and line feed. */
  static final int LINE_END = 1 << 6;

  /** All letters. */
  static final int LETTER = UPPER | LOWER | UNCASED;

  /** The version of Unicode that this is of. */
  static final String UNICODE = "16.0";

  private static final byte[] TABLE = read("unicode-" + UNICODE + ".txt");

  private CharacterClasses() {}

  /**
   * The class of a character.
   *
   * @param codePoint from 0 to U+10FFFF
   */
  static byte of(int codePoint) {
    return TABLE[codePoint];
  }

  private static byte[] read(String resource) {
    byte[] table = new byte[Character.MAX_CODE_POINT + 1];
    try (InputStream stream =
            Objects.requireNonNull(CharacterClasses.class.getResourceAsStream(resource));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      lines.lines().forEach(line -> addRange(line, table));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    addWhiteSpace(table);
    return table;
  }

  private static void addRange(String line, byte[] table) {
    String[] fields = line.split(" ", -1);
    int first = Integer.parseInt(fields[0], 16);
    int last = Integer.parseInt(fields[1], 16);
    Arrays.fill(table, first, last + 1, classNamed(fields[2]));
  }

  private static byte classNamed(String name) {
    return switch (name) {
      case "U" -> UPPER;
      case "l" -> LOWER;
      case "o" -> UNCASED;
      case "M" -> MARK;
      case "N" -> NUMBER;
      default -> throw new IllegalStateException("There is no class " + name + ".");
    };
  }

  private static void addWhiteSpace(byte[] table) {
    "\t\n\u000B\f\r \u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000"
        .chars()
        .forEach(space -> table[space] = SPACE);
    Arrays.fill(table, '\u2000', '\u200A' + 1, (byte) SPACE);
    table['\n'] |= LINE_END;
    table['\r'] |= LINE_END;
  }
}
