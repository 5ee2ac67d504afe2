package io.tramontane.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a vocabulary by byte-pair encoding (Sennrich et al., "Neural Machine Translation of Rare
 * Words with Subword Units", 2016), with SentencePiece's conventions: a space belongs to the word
 * behind it, and characters that are too rare have no piece, so that they become bytes.
 *
 * <p>Pieces never span letters, digits and punctuation, nor two words. The same texts give the same
 * pieces. Not for concurrent use.
 */
final class BytePairTrainer {
  private static final Pattern WORD = Pattern.compile("▁?\\p{L}+|▁?\\p{N}|▁?[^\\p{L}\\p{N}▁\n]+|▁");

  /** Fewer occurrences do not earn a character a piece. */
  private static final long RARE = 50;

  private record Pair(String left, String right) {
    String merged() {
      return left + right;
    }
  }

  private record Candidate(Pair pair, long count) {}

  private static final class Word {
    private final long count;
    private List<String> symbols;

    Word(List<String> symbols, long count) {
      this.symbols = symbols;
      this.count = count;
    }
  }

  private final Map<String, Long> wordCounts = new HashMap<>();
  private final Map<Pair, Long> pairCounts = new HashMap<>();
  private final Map<Pair, Set<Word>> pairWords = new HashMap<>();
  // The most frequent first; among equals the order of the alphabet, so that results repeat.
  private final PriorityQueue<Candidate> candidates =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::count)
              .reversed()
              .thenComparing(candidate -> candidate.pair().left())
              .thenComparing(candidate -> candidate.pair().right()));

  /**
   * Counts a text.
   *
   * @param times how often it occurs
   */
  void add(String text, long times) {
    Matcher words = WORD.matcher(text.replace(' ', '▁'));
    while (words.find()) {
      wordCounts.merge(words.group(), times, Long::sum);
    }
  }

  /**
   * Makes the vocabulary.
   *
   * @param size of the whole vocabulary, special pieces included; fewer if the texts do not give as
   *     many
   */
  TrainedVocabulary train(int size) {
    Set<String> pieces = new LinkedHashSet<>(frequentCharacters());
    wordCounts.forEach((word, count) -> countPairs(new Word(symbols(word, pieces), count)));
    List<String> merged = new ArrayList<>();
    int room = size - TrainedVocabulary.SPECIAL_PIECES - pieces.size();
    while (merged.size() < room && !candidates.isEmpty()) {
      Candidate best = candidates.remove();
      long count = pairCounts.getOrDefault(best.pair(), 0L);
      if (count == best.count()) {
        if (pieces.add(best.pair().merged())) {
          merged.add(best.pair().merged());
        }
        merge(best.pair());
      }
    }
    // Characters come last: they are what is there before anything merges.
    List<String> ordered = new ArrayList<>(merged);
    pieces.stream().filter(piece -> isCharacter(piece)).forEach(ordered::add);
    return new TrainedVocabulary(ordered);
  }

  private List<String> frequentCharacters() {
    Map<String, Long> counts = new HashMap<>();
    wordCounts.forEach(
        (word, count) ->
            word.codePoints()
                .mapToObj(Character::toString)
                .forEach(character -> counts.merge(character, count, Long::sum)));
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= RARE)
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A word's characters; an empty one, which merges with nothing, for each that has no piece. */
  private static List<String> symbols(String word, Set<String> characters) {
    return word.codePoints()
        .mapToObj(Character::toString)
        .map(character -> characters.contains(character) ? character : "")
        .toList();
  }

  private void countPairs(Word word) {
    for (Pair pair : pairs(word)) {
      change(pair, word.count);
      pairWords.computeIfAbsent(pair, key -> new HashSet<>()).add(word);
    }
  }

  private void merge(Pair pair) {
    Set<Word> words = pairWords.remove(pair);
    if (words == null) {
      return;
    }
    for (Word word : words) {
      for (Pair old : pairs(word)) {
        change(old, -word.count);
      }
      word.symbols = merged(word.symbols, pair);
      countPairs(word);
    }
    pairCounts.remove(pair);
  }

  private void change(Pair pair, long difference) {
    long count = pairCounts.merge(pair, difference, Long::sum);
    if (count > 0) {
      candidates.add(new Candidate(pair, count));
    }
  }

  private static List<Pair> pairs(Word word) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < word.symbols.size(); i++) {
      Pair pair = new Pair(word.symbols.get(i), word.symbols.get(i + 1));
      if (!pair.left().isEmpty() && !pair.right().isEmpty()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static List<String> merged(List<String> symbols, Pair pair) {
    List<String> merged = new ArrayList<>(symbols.size());
    for (int i = 0; i < symbols.size(); i++) {
      boolean matches =
          i + 1 < symbols.size()
              && symbols.get(i).equals(pair.left())
              && symbols.get(i + 1).equals(pair.right());
      merged.add(matches ? pair.merged() : symbols.get(i));
      i += matches ? 1 : 0;
    }
    return merged;
  }

  private static boolean isCharacter(String piece) {
    return piece.codePointCount(0, piece.length()) == 1;
  }
}
