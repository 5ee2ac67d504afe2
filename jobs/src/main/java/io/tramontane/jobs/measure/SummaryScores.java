package io.tramontane.jobs.measure;

import java.util.List;

/**
 * ROUGE F1 of documents' summaries. Immutable as long as nobody writes to the arrays, which are not
 * copied.
 *
 * @param rouge1 of each document, in 0 to 1; 0 where there is no summary
 * @param rouge2 likewise
 * @param rougeL likewise
 */
public record SummaryScores(double[] rouge1, double[] rouge2, double[] rougeL) implements Scores {
  @Override
  public List<Measure> measures() {
    return List.of(Measure.ROUGE_1, Measure.ROUGE_2, Measure.ROUGE_L);
  }

  @Override
  public double[] over(int[] documents) {
    double one = 0;
    double two = 0;
    double longest = 0;
    for (int document : documents) {
      one += rouge1[document];
      two += rouge2[document];
      longest += rougeL[document];
    }
    int count = documents.length;
    return new double[] {one / count, two / count, longest / count};
  }
}
