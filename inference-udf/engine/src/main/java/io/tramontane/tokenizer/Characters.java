package io.tramontane.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/**
 * The characters of a text and their classes, for splitting it. Tells whether whoever asked looked
 * beyond the end: then more text could have given another answer. For one thread.
 */
final class Characters {
  private static final int REPLACEMENT = '\uFFFD';

  private final int[] codePoints;
  private boolean endWasSeen;

  /**
   * Takes a text apart.
   *
   * @param text in which an unpaired surrogate counts as U+FFFD
   */
  Characters(String text) {
    this.codePoints = new int[text.codePointCount(0, text.length())];
    for (int i = 0, place = 0; i < codePoints.length; i++) {
      int codePoint = text.codePointAt(place);
      place += Character.charCount(codePoint);
      codePoints[i] = withoutSurrogate(codePoint);
    }
  }

  private static int withoutSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
        ? REPLACEMENT
        : codePoint;
  }

  int length() {
    return codePoints.length;
  }

  /** Whether there is a character that has one of these classes. */
  boolean is(int index, int classes) {
    return exists(index) && (CharacterClasses.of(codePoints[index]) & classes) != 0;
  }

  /** Whether there is a character that has none of these classes. */
  boolean isOther(int index, int classes) {
    return exists(index) && (CharacterClasses.of(codePoints[index]) & classes) == 0;
  }

  /** Whether there is a character that is this one. */
  boolean is(int index, IntPredicate character) {
    return exists(index) && character.test(codePoints[index]);
  }

  /** Where a run of characters that have one of these classes ends; from on, exclusive. */
  int endOfRun(int from, int classes) {
    int end = from;
    while (is(end, classes)) {
      end++;
    }
    return end;
  }

  /** Where a run of characters that have none of these classes ends; from on, exclusive. */
  int endOfOthers(int from, int classes) {
    int end = from;
    while (isOther(end, classes)) {
      end++;
    }
    return end;
  }

  private boolean exists(int index) {
    endWasSeen |= index >= codePoints.length;
    return index < codePoints.length;
  }

  /** Whether any question since the beginning was about a place behind the last character. */
  boolean endWasSeen() {
    return endWasSeen;
  }

  /** The UTF-8 bytes of a stretch. */
  byte[] utf8(int from, int to) {
    return new String(codePoints, from, to - from).getBytes(StandardCharsets.UTF_8);
  }

  /** How many chars of a {@link String} a stretch has. */
  int chars(int from, int to) {
    int chars = 0;
    for (int i = from; i < to; i++) {
      chars += Character.charCount(codePoints[i]);
    }
    return chars;
  }
}
