package io.tramontane.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the probabilities of answers match the share of them that is right, after Guo et al. 2017
 * ("On Calibration of Modern Neural Networks"): answers are put into ten bins of equal width by the
 * probability of the top label; a probability on a border belongs to the lower bin. Not
 * thread-safe.
 */
public final class Calibration {
  /** How many bins there are. */
  public static final int BINS = 10;

  private final int[] documents = new int[BINS];
  private final int[] right = new int[BINS];
  private final double[] probabilities = new double[BINS];

  /**
   * Answers of about the same probability.
   *
   * @param from the lower end, exclusive
   * @param to the upper end, inclusive
   * @param documents how many answers there are
   * @param confidence the mean of their probabilities; null if there are none
   * @param accuracy the share of them that are right; null if there are none
   */
  public record Bin(
      double from,
      double to,
      int documents,
      @Nullable Double confidence,
      @Nullable Double accuracy) {}

  /**
   * Counts an answer.
   *
   * @param probability of the top label, in 0 to 1
   * @param isRight whether that label is the gold
   */
  public void add(double probability, boolean isRight) {
    int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(probability * BINS) - 1));
    documents[bin]++;
    probabilities[bin] += probability;
    if (isRight) {
      right[bin]++;
    }
  }

  /**
   * The expected calibration error: the mean over bins, weighted by their documents, of the
   * distance between mean probability and accuracy; in 0 to 1, NaN without documents.
   */
  public double expectedError() {
    double distance = 0;
    int all = 0;
    for (int bin = 0; bin < BINS; bin++) {
      distance += Math.abs(probabilities[bin] - right[bin]);
      all += documents[bin];
    }
    return distance / all;
  }

  /** All bins, including empty ones. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      int count = documents[bin];
      bins.add(
          new Bin(
              (double) bin / BINS,
              (bin + 1.0) / BINS,
              count,
              count == 0 ? null : probabilities[bin] / count,
              count == 0 ? null : (double) right[bin] / count));
    }
    return bins;
  }
}
