package io.tramontane.training;

import io.tramontane.evaluation.Rouge;
import io.tramontane.evaluation.Words;
import java.util.List;
import java.util.function.Function;

/** Summaries that anybody can make: the beginning of the text. */
final class LeadBaseline {
  private static final int WORDS = 10;

  private LeadBaseline() {}

  /** The first ten words. */
  static List<String> firstWords(String text) {
    List<String> words = Words.of(text);
    return words.subList(0, Math.min(WORDS, words.size()));
  }

  /** The first ten words of the first sentence; it ends at a full stop before white space. */
  static List<String> firstSentence(String text) {
    return firstWords(text.split("(?<=[.!?])\\s", 2)[0]);
  }

  /** The mean F1 of ROUGE-L of such summaries against the synopses. */
  static double rougeL(
      List<PackageDescription> descriptions, Function<String, List<String>> summary) {
    return descriptions.stream()
        .mapToDouble(
            some ->
                Rouge.of(summary.apply(some.text()), Words.of(some.synopsis()))
                    .longestCommonSubsequence()
                    .f1())
        .average()
        .orElseThrow();
  }
}
