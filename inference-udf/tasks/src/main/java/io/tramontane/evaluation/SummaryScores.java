package io.tramontane.evaluation;

import java.util.List;

/**
 * ROUGE F1 of summaries. Immutable as long as nobody writes to the arrays, which are not copied.
 *
 * @param rouge1 of each document, in 0 to 1; 0 where there is no summary
 * @param rouge2 likewise
 * @param rougeL likewise
 */
public record SummaryScores(double[] rouge1, double[] rouge2, double[] rougeL) implements Scores {
  /** The mean over documents of the F1 of common words. */
  public static final Metric ROUGE_1 =
      new Metric("rouge_1_f1", "ROUGE-1 F1", /* higherIsBetter= */ true);

  /** The mean over documents of the F1 of common pairs of neighbouring words. */
  public static final Metric ROUGE_2 =
      new Metric("rouge_2_f1", "ROUGE-2 F1", /* higherIsBetter= */ true);

  /** The mean over documents of the F1 of the longest common subsequence of words. */
  public static final Metric ROUGE_L =
      new Metric("rouge_l_f1", "ROUGE-L F1", /* higherIsBetter= */ true);

  @Override
  public List<Metric> metrics() {
    return List.of(ROUGE_1, ROUGE_2, ROUGE_L);
  }

  @Override
  public Metric mainMetric() {
    return ROUGE_L;
  }

  @Override
  public double[] over(int[] documents) {
    double unigrams = 0;
    double bigrams = 0;
    double longest = 0;
    for (int document : documents) {
      unigrams += rouge1[document];
      bigrams += rouge2[document];
      longest += rougeL[document];
    }
    int count = documents.length;
    return new double[] {unigrams / count, bigrams / count, longest / count};
  }
}
