package io.tramontane.tokenizer;

import java.util.function.IntPredicate;

/** The English contractions that are words of their own: 's 't 're 've 'm 'll 'd. */
final class Contractions {
  private Contractions() {}

  /**
   * Where the contraction ends that begins here; the start itself if there is none.
   *
   * @param anyCase whether upper case letters, and the long s (U+017F), which is an s without
   *     regard to case, count as well
   */
  static int end(Characters text, int start, boolean anyCase) {
    if (!text.is(start, character -> character == '\'')) {
      return start;
    }
    int first = start + 1;
    if (text.is(first, letter('s', anyCase))
        || text.is(first, letter('t', anyCase))
        || text.is(first, letter('m', anyCase))
        || text.is(first, letter('d', anyCase))) {
      return first + 1;
    }
    boolean isTwo =
        (text.is(first, letter('r', anyCase)) && text.is(first + 1, letter('e', anyCase)))
            || (text.is(first, letter('v', anyCase)) && text.is(first + 1, letter('e', anyCase)))
            || (text.is(first, letter('l', anyCase)) && text.is(first + 1, letter('l', anyCase)));
    return isTwo ? first + 2 : start;
  }

  private static IntPredicate letter(char lower, boolean anyCase) {
    return character ->
        character == lower
            || (anyCase && (character == lower - 'a' + 'A' || (lower == 's' && character == 'ſ')));
  }
}
