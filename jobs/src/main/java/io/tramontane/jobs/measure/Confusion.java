package io.tramontane.jobs.measure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts which answers documents of which gold label got. Not thread-safe. */
public final class Confusion {
  private final int labels;
  private final int[] counts;
  private final int[] answered;
  private final int[] support;
  private int documents;
  private int right;

  /** Counts nothing yet. */
  public Confusion(int labels) {
    this.labels = labels;
    this.counts = new int[labels * (labels + 1)];
    this.answered = new int[labels + 1];
    this.support = new int[labels];
  }

  /**
   * How well a label was found. Those that divide by nothing are null.
   *
   * @param support documents whose gold it is
   * @param answers documents that got it as their answer
   * @param precision of those with this answer, the share with this gold
   * @param recall of those with this gold, the share with this answer
   * @param f1 the harmonic mean of both; 0 if either is 0
   */
  public record LabelScore(
      int support,
      int answers,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Double f1) {}

  /**
   * Counts a document.
   *
   * @param gold the label's index
   * @param answer the label's index, or {@link ClassificationScores#NO_ANSWER}, which is wrong for
   *     any gold
   */
  public void add(int gold, int answer) {
    int column = answer == ClassificationScores.NO_ANSWER ? labels : answer;
    counts[gold * (labels + 1) + column]++;
    support[gold]++;
    answered[column]++;
    documents++;
    if (gold == answer) {
      right++;
    }
  }

  /** Documents of this gold label by their answer, in the labels' order; last those without one. */
  public int[] row(int gold) {
    return Arrays.copyOfRange(counts, gold * (labels + 1), (gold + 1) * (labels + 1));
  }

  /** The share of documents whose answer is their gold; NaN if there are none. */
  public double accuracy() {
    return (double) right / documents;
  }

  /** The mean F1 of those labels that are the gold or the answer of any document. */
  public double macroF1() {
    double sum = 0;
    int seen = 0;
    for (int label = 0; label < labels; label++) {
      int either = support[label] + answered[label];
      if (either > 0) {
        sum += 2.0 * truePositives(label) / either;
        seen++;
      }
    }
    return sum / seen;
  }

  /** How well one label was found. */
  public LabelScore score(int label) {
    int hits = truePositives(label);
    return new LabelScore(
        support[label],
        answered[label],
        ratio(hits, answered[label]),
        ratio(hits, support[label]),
        ratio(2 * hits, support[label] + answered[label]));
  }

  private int truePositives(int label) {
    return counts[label * (labels + 1) + label];
  }

  private static @Nullable Double ratio(int part, int whole) {
    return whole == 0 ? null : (double) part / whole;
  }
}
