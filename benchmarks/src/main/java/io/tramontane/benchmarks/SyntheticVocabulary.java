package io.tramontane.benchmarks;

import io.tramontane.gguf.MetadataValue;
import io.tramontane.tokenizer.SentencePieceTokenizer;
import io.tramontane.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A SentencePiece vocabulary of any size for models of random weights.
 *
 * <p>Behind the control pieces and the 256 bytes come single characters, then words of one, two and
 * more syllables ({@code ba}, {@code bado}), each also with a space in front. Shorter pieces merge
 * first, and every piece is made of two shorter ones, so text of such words becomes few tokens, as
 * real text does.
 */
final class SyntheticVocabulary {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private static final String SPACE = "▁";
  private static final String CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?-()[]/'\"\n";
  private static final List<String> SYLLABLES = syllables();

  private final List<String> pieces = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final int size;

  private SyntheticVocabulary(int size) {
    this.size = size;
    add("<unk>", UNKNOWN);
    add("<s>", CONTROL);
    add("</s>", CONTROL);
    for (int value = 0; value < 256; value++) {
      add(String.format(Locale.ROOT, "<0x%02X>", value), BYTE);
    }
    add(SPACE, NORMAL);
    CHARACTERS.chars().forEach(character -> add(Character.toString(character), NORMAL));
    if (pieces.size() > size) {
      throw new IllegalArgumentException(
          "Cannot make a vocabulary of %s pieces: it takes at least %s."
              .formatted(size, pieces.size()));
    }
    addWords();
  }

  /** What a GGUF file says of its tokenizer. */
  static Map<String, MetadataValue> metadata(int size) {
    return new SyntheticVocabulary(size).metadata();
  }

  private void addWords() {
    List<String> words = SYLLABLES;
    while (pieces.size() < size) {
      List<String> shorter = words;
      Stream.of("", SPACE)
          .flatMap(start -> shorter.stream().map(start::concat))
          .takeWhile(Predicate.not(word -> pieces.size() == size))
          .forEach(word -> add(word, NORMAL));
      words =
          SYLLABLES.stream().flatMap(last -> shorter.stream().map(word -> word + last)).toList();
    }
  }

  private void add(String piece, int type) {
    pieces.add(piece);
    types.add(type);
  }

  private Map<String, MetadataValue> metadata() {
    float[] scores = new float[size];
    for (int id = 0; id < size; id++) {
      scores[id] = -id;
    }
    int[] typeCodes = types.stream().mapToInt(type -> type).toArray();
    Vocabulary vocabulary = new Vocabulary(pieces, scores, typeCodes, 1, 2, 0);
    return new SentencePieceTokenizer(vocabulary, true, true).metadata();
  }

  private static List<String> syllables() {
    return "bcdfghjklmnpqrstvwxz"
        .chars()
        .mapToObj(Character::toString)
        .flatMap(consonant -> "aeiou".chars().mapToObj(vowel -> consonant + (char) vowel))
        .toList();
  }
}
