package io.tramontane.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * How characters are decomposed, ordered and composed for {@link ComposedForm}, of Unicode 16.0: a
 * table of the project's own, made by {@code scripts/unicode-nfc}, so that every JDK gives the same
 * ids. Hangul syllables are computed.
 *
 * <p>Immutable and safe for use by many threads.
 */
final class CanonicalCharacters {
  /** The answer where two characters are not composed. */
  static final int NONE = LongToIntTable.ABSENT;

  /** What every text is normalized by. */
  static final CanonicalCharacters TABLE =
      new Reader().read("nfc-" + CharacterClasses.UNICODE + ".txt");

  private static final int CODE_POINT_BITS = 21;
  private static final int PAGE = 256;

  /** Stands for class 0 of a character that is no border; the classes themselves end at 240. */
  private static final byte NO_BORDER = (byte) 0xFF;

  /**
   * Combining classes, in pages, 0 for borders only; pages of nothing else are one and the same.
   */
  private final byte[][] classes;

  /** The first of the characters, one or two, that one is decomposed into in one step. */
  private final LongToIntTable firsts;

  private final LongToIntTable seconds;
  private final LongToIntTable compositions;

  private CanonicalCharacters(Reader read) {
    this.classes = read.classes;
    this.firsts = new LongToIntTable(read.firsts);
    this.seconds = new LongToIntTable(read.seconds);
    this.compositions = new LongToIntTable(read.compositions);
  }

  /**
   * Whether a text in NFC can be cut in front of a character: it is in NFC alone, and neither
   * composed with what stands in front of it nor put before that.
   */
  boolean isBorder(int codePoint) {
    return classOf(codePoint) == 0;
  }

  /** The place of a character among the marks behind another; 0 for those that keep their place. */
  int combiningClass(int codePoint) {
    byte found = classOf(codePoint);
    return found == NO_BORDER ? 0 : Byte.toUnsignedInt(found);
  }

  private byte classOf(int codePoint) {
    return classes[codePoint / PAGE][codePoint % PAGE];
  }

  /** Gives what a character is decomposed into, as far as that goes; else itself. */
  void decompose(int codePoint, IntConsumer target) {
    if (Hangul.isSyllable(codePoint)) {
      Hangul.decompose(codePoint, target);
      return;
    }
    int first = firsts.get(codePoint);
    if (first == NONE) {
      target.accept(codePoint);
      return;
    }
    decompose(first, target);
    int second = seconds.get(codePoint);
    if (second != NONE) {
      decompose(second, target);
    }
  }

  /** What two characters are composed into, or {@link #NONE}. */
  int composition(int first, int second) {
    int syllable = Hangul.composition(first, second);
    return syllable == NONE ? compositions.get(pair(first, second)) : syllable;
  }

  private static long pair(int first, int second) {
    return (long) first << CODE_POINT_BITS | second;
  }

  /** What has been read of the table. */
  private static final class Reader {
    private final byte[] borders = new byte[PAGE];
    private final byte[][] classes = new byte[(Character.MAX_CODE_POINT + 1) / PAGE][];
    private final Map<Long, Integer> firsts = new HashMap<>();
    private final Map<Long, Integer> seconds = new HashMap<>();
    private final Map<Long, Integer> compositions = new HashMap<>();

    private CanonicalCharacters read(String resource) {
      Arrays.fill(classes, borders);
      try (InputStream stream =
              Objects.requireNonNull(CanonicalCharacters.class.getResourceAsStream(resource));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
        lines.lines().map(line -> line.split(" ", -1)).forEach(this::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new CanonicalCharacters(this);
    }

    private void add(String[] fields) {
      switch (fields[0]) {
        case "#" -> {}
        case "=" -> {
          addDecomposition(fields);
          compositions.put(pair(hex(fields[2]), hex(fields[3])), hex(fields[1]));
        }
        case ">" -> addDecomposition(fields);
        default -> addClass(hex(fields[0]), hex(fields[1]), (byte) hex(fields[2]));
      }
    }

    private void addDecomposition(String[] fields) {
      long character = hex(fields[1]);
      firsts.put(character, hex(fields[2]));
      if (fields.length > 3) {
        seconds.put(character, hex(fields[3]));
      }
    }

    private void addClass(int first, int last, byte value) {
      for (int character = first; character <= last; character++) {
        int page = character / PAGE;
        if (classes[page] == borders) {
          classes[page] = new byte[PAGE];
        }
        classes[page][character % PAGE] = value;
      }
    }

    private static int hex(String number) {
      return Integer.parseInt(number, 16);
    }
  }
}
