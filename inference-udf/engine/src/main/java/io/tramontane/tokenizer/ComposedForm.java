package io.tramontane.tokenizer;

import java.util.Arrays;

/**
 * Unicode's normalization form C (NFC, Unicode Standard Annex 15): characters are decomposed, marks
 * put in their order, and all composed again as far as can be.
 *
 * <p>Nearly all text is in this form already. It is found to be by one look at each character; only
 * stretches between two {@linkplain CanonicalCharacters#isBorder borders} that have others in them
 * are worked on. A text of n characters takes O(n log n) time, the logarithm for marks in disorder.
 */
final class ComposedForm {
  /** Every character below is a border. */
  private static final int FIRST_MARK = 0x300;

  private static final CanonicalCharacters CHARACTERS = CanonicalCharacters.TABLE;

  private ComposedForm() {}

  /** A text in this form. Unpaired surrogates stay as they are. */
  static String of(String text) {
    int mark = nextMark(text, 0);
    if (mark == text.length()) {
      return text;
    }
    StringBuilder composed = new StringBuilder(text.length());
    Stretch stretch = new Stretch();
    int done = 0;
    while (mark < text.length()) {
      int start = startOfStretch(text, mark);
      int end = nextBorder(text, mark);
      composed.append(text, done, start);
      stretch.compose(text, start, end);
      stretch.appendTo(composed);
      done = end;
      mark = nextMark(text, end);
    }
    return composed.append(text, done, text.length()).toString();
  }

  /**
   * The longest beginning of a text, up to a border, that is in this form and stays so whatever
   * follows the text.
   */
  static String settled(String text) {
    Stretch stretch = new Stretch();
    int mark = nextMark(text, 0);
    while (mark < text.length()) {
      int start = startOfStretch(text, mark);
      int end = nextBorder(text, mark);
      StringBuilder composed = new StringBuilder();
      stretch.compose(text, start, end);
      stretch.appendTo(composed);
      if (end == text.length() || !text.substring(start, end).contentEquals(composed)) {
        return text.substring(0, start);
      }
      mark = nextMark(text, end);
    }
    return text.substring(0, startOfStretch(text, text.length()));
  }

  /** Whether a text in this form can be cut in front of a character. */
  static boolean isBorder(int codePoint) {
    return codePoint < FIRST_MARK || CHARACTERS.isBorder(codePoint);
  }

  /** Where the first character stands that is no border, or the end. */
  private static int nextMark(String text, int from) {
    int place = from;
    while (place < text.length()) {
      int codePoint = text.codePointAt(place);
      if (!isBorder(codePoint)) {
        return place;
      }
      place += Character.charCount(codePoint);
    }
    return place;
  }

  private static int nextBorder(String text, int from) {
    int place = from;
    while (place < text.length() && !isBorder(text.codePointAt(place))) {
      place += Character.charCount(text.codePointAt(place));
    }
    return place;
  }

  /** With the border in front of what is none. */
  private static int startOfStretch(String text, int mark) {
    return mark == 0 ? 0 : mark - Character.charCount(text.codePointBefore(mark));
  }

  /** The characters of a stretch; one after another, for one thread. */
  private static final class Stretch {
    private int[] characters = new int[16];
    private int length;

    void compose(String text, int start, int end) {
      length = 0;
      for (int place = start; place < end; ) {
        int codePoint = text.codePointAt(place);
        CHARACTERS.decompose(codePoint, this::add);
        place += Character.charCount(codePoint);
      }
      order();
      compose();
    }

    private void add(int codePoint) {
      if (length == characters.length) {
        characters = Arrays.copyOf(characters, 2 * length);
      }
      characters[length++] = codePoint;
    }

    private int classAt(int place) {
      return CHARACTERS.combiningClass(characters[place]);
    }

    /** Puts the marks of each run in the order of their classes, equals as they stand. */
    private void order() {
      for (int start = 0; start < length; ) {
        int end = start + 1;
        boolean isOrdered = true;
        while (end < length && classAt(end) != 0) {
          isOrdered &= classAt(end - 1) <= classAt(end);
          end++;
        }
        if (!isOrdered) {
          order(start, end);
        }
        start = end;
      }
    }

    private void order(int start, int end) {
      long[] keys = new long[end - start];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = (long) classAt(start + i) << Integer.SIZE | i;
      }
      Arrays.sort(keys);
      int[] run = Arrays.copyOfRange(characters, start, end);
      for (int i = 0; i < keys.length; i++) {
        characters[start + i] = run[(int) keys[i]];
      }
    }

    /**
     * Composes each character with the last of class 0, unless one between them that stays is of no
     * lower class.
     */
    private void compose() {
      int starter = -1;
      int kept = 0;
      for (int i = 0; i < length; i++) {
        int characterClass = classAt(i);
        boolean isNext = kept == starter + 1 || classAt(kept - 1) < characterClass;
        int composed =
            starter >= 0 && isNext
                ? CHARACTERS.composition(characters[starter], characters[i])
                : CanonicalCharacters.NONE;
        if (composed == CanonicalCharacters.NONE) {
          starter = characterClass == 0 ? kept : starter;
          characters[kept++] = characters[i];
        } else {
          characters[starter] = composed;
        }
      }
      length = kept;
    }

    void appendTo(StringBuilder target) {
      for (int i = 0; i < length; i++) {
        target.appendCodePoint(characters[i]);
      }
    }
  }
}
