package io.tramontane.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The pieces of vocabularies for models of random weights: words such as {@code bado}. */
final class SyntheticWords {
  private static final List<Word> SYLLABLES =
      "bcdfghjklmnpqrstvwxz"
          .chars()
          .mapToObj(Character::toString)
          .flatMap(
              first -> "aeiou".chars().mapToObj(last -> new Word(first, Character.toString(last))))
          .toList();

  private SyntheticWords() {}

  /**
   * A word, with or without a space in front.
   *
   * @param start all but its last syllable; of a single syllable the first character, or the space
   * @param end the rest
   */
  record Word(String start, String end) {
    String text() {
      return start + end;
    }
  }

  /**
   * So many words: those of one syllable, the same behind a space, those of two syllables, and so
   * on. Each is made of two that come before it, or of characters.
   *
   * @param space how the space is written
   */
  static List<Word> first(int count, String space) {
    List<Word> found = new ArrayList<>();
    List<Word> bare = SYLLABLES;
    List<Word> spaced = SYLLABLES.stream().map(word -> new Word(space, word.text())).toList();
    while (true) {
      found.addAll(bare);
      found.addAll(spaced);
      if (found.size() >= count) {
        return List.copyOf(found.subList(0, count));
      }
      bare = longer(bare, count);
      spaced = longer(spaced, count);
    }
  }

  private static List<Word> longer(List<Word> words, int count) {
    return SYLLABLES.stream()
        .flatMap(last -> words.stream().map(word -> new Word(word.text(), last.text())))
        .limit(count)
        .toList();
  }
}
