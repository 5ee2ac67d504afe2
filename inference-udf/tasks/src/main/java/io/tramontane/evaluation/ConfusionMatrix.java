package io.tramontane.evaluation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts documents by gold label and answer. Not thread-safe. */
public final class ConfusionMatrix {
  private final int labels;
  private final int[] counts;
  private final int[] answered;
  private final int[] support;
  private int documents;
  private int right;

  /** An empty matrix. */
  public ConfusionMatrix(int labels) {
    this.labels = labels;
    this.counts = new int[labels * (labels + 1)];
    this.answered = new int[labels + 1];
    this.support = new int[labels];
  }

  /**
   * How well one label was recognized. What would divide by zero is null.
   *
   * @param support documents with this gold label
   * @param answers documents with this answer
   * @param precision the share of documents with this answer that have this gold label
   * @param recall the share of documents with this gold label that have this answer
   * @param f1 the harmonic mean of both; 0 if either is 0
   */
  public record LabelMetrics(
      int support,
      int answers,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Double f1) {}

  /**
   * Counts a document.
   *
   * @param gold the gold label's index
   * @param answer the answer's index, or {@link ClassificationScores#NO_ANSWER}, which is always
   *     wrong
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

  /**
   * How many documents of a gold label got each answer, in the labels' order; the last element
   * counts those without an answer.
   */
  public int[] row(int gold) {
    return Arrays.copyOfRange(counts, gold * (labels + 1), (gold + 1) * (labels + 1));
  }

  /** The share of documents whose answer is their gold label; NaN without documents. */
  public double accuracy() {
    return (double) right / documents;
  }

  /** The mean F1 over labels that are the gold label or the answer of any document. */
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

  /** How well one label was recognized. */
  public LabelMetrics score(int label) {
    int hits = truePositives(label);
    return new LabelMetrics(
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
