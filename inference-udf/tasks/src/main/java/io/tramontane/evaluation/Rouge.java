package io.tramontane.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ROUGE of a summary against one gold summary (Lin 2004, "ROUGE: A Package for Automatic Evaluation
 * of Summaries"), over {@link Words}.
 *
 * @param unigrams ROUGE-1: the words that both contain, each counted as often as both contain it
 * @param bigrams ROUGE-2: the same with pairs of neighbouring words
 * @param longestCommonSubsequence ROUGE-L: the longest sequence of words that both contain in the
 *     same order, with any gaps; each text counts as one sentence
 */
public record Rouge(Overlap unigrams, Overlap bigrams, Overlap longestCommonSubsequence) {
  /** The scores of a missing summary. */
  public static final Rouge NONE = new Rouge(Overlap.NONE, Overlap.NONE, Overlap.NONE);

  /** The scores of a summary. Takes time proportional to the product of both lengths. */
  public static Rouge of(List<String> summary, List<String> gold) {
    return new Rouge(
        ngrams(summary, gold, 1),
        ngrams(summary, gold, 2),
        Overlap.of(longestCommonSubsequence(summary, gold), summary.size(), gold.size()));
  }

  private static Overlap ngrams(List<String> summary, List<String> gold, int n) {
    Map<List<String>, Integer> left = new HashMap<>();
    for (int i = 0; i + n <= gold.size(); i++) {
      left.merge(gold.subList(i, i + n), 1, Integer::sum);
    }
    int matches = 0;
    for (int i = 0; i + n <= summary.size(); i++) {
      if (left.merge(summary.subList(i, i + n), -1, Integer::sum) >= 0) {
        matches++;
      }
    }
    return Overlap.of(matches, summary.size() - n + 1, gold.size() - n + 1);
  }

  private static int longestCommonSubsequence(List<String> summary, List<String> gold) {
    int[] before = new int[gold.size() + 1];
    int[] lengths = new int[gold.size() + 1];
    for (String word : summary) {
      for (int i = 0; i < gold.size(); i++) {
        lengths[i + 1] =
            word.equals(gold.get(i)) ? before[i] + 1 : Math.max(before[i + 1], lengths[i]);
      }
      int[] free = before;
      before = lengths;
      lengths = free;
    }
    return before[gold.size()];
  }
}
