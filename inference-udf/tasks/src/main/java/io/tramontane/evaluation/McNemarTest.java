package io.tramontane.evaluation;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's exact test (McNemar 1947, with the binomial distribution): whether one of two
 * classifiers is right more often than the other on the same documents. Only documents on which
 * exactly one of them is right count as evidence.
 *
 * @param bothRight documents on which both are right
 * @param onlyRunRight documents on which only the first is right
 * @param onlyOtherRight documents on which only the second is right
 * @param bothWrong documents on which neither is right
 */
public record McNemarTest(int bothRight, int onlyRunRight, int onlyOtherRight, int bothWrong) {
  /** Compares two runs on some documents. */
  public static McNemarTest of(
      ClassificationScores run, ClassificationScores other, int[] documents) {
    int[] counts = new int[4];
    for (int document : documents) {
      counts[(run.isRight(document) ? 0 : 2) + (other.isRight(document) ? 0 : 1)]++;
    }
    return new McNemarTest(counts[0], counts[1], counts[2], counts[3]);
  }

  /**
   * The two-sided p-value: the probability of a split at least as uneven if both classifiers are
   * equally likely to be the one that is right; in 0 to 1.
   */
  public double pValue() {
    int discordant = onlyRunRight + onlyOtherRight;
    double tail =
        new BinomialDistribution(null, discordant, 0.5)
            .cumulativeProbability(Math.min(onlyRunRight, onlyOtherRight));
    return Math.min(1, 2 * tail);
  }
}
