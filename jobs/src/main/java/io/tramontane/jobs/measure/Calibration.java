package io.tramontane.jobs.measure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the probability of an answer is the share of such answers that are right, after Guo et
 * al. 2017 ("On Calibration of Modern Neural Networks"): answers are put into ten bins of equal
 * width by the probability of the top label, a probability on the border into the lower bin. Not
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
   * @param from above this probability
   * @param to up to this
   * @param documents how many
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
   * The mean over bins, weighted by their documents, of the distance between mean probability and
   * accuracy; in 0 to 1, NaN without a document.
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

  /** The bins, those without a document too. */
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
