package io.tramontane.evaluation;

import java.util.List;

/**
 * The labels that documents got, next to their gold labels. Immutable as long as nobody writes to
 * the arrays, which are not copied.
 *
 * @param labels how many labels there are
 * @param gold the index of each document's gold label; only read for documents that are asked for
 * @param answer the index of each document's answer, or {@link #NO_ANSWER}
 * @param probability of each document's answer, in 0 to 1; only read where there is an answer
 */
public record ClassificationScores(int labels, int[] gold, int[] answer, double[] probability)
    implements Scores {
  /** In place of a label's index: the document's row is an error. */
  public static final int NO_ANSWER = -1;

  /** The share of documents whose answer is the gold label. */
  public static final Metric ACCURACY =
      new Metric("accuracy", "Accuracy", /* higherIsBetter= */ true);

  /** The mean over labels of each label's F1. */
  public static final Metric MACRO_F1 =
      new Metric("macro_f1", "Macro F1", /* higherIsBetter= */ true);

  /** How far probabilities are from the share of right answers; see {@link Calibration}. */
  public static final Metric EXPECTED_CALIBRATION_ERROR =
      new Metric(
          "expected_calibration_error", "Expected calibration error", /* higherIsBetter= */ false);

  @Override
  public List<Metric> metrics() {
    return List.of(ACCURACY, MACRO_F1, EXPECTED_CALIBRATION_ERROR);
  }

  @Override
  public Metric mainMetric() {
    return ACCURACY;
  }

  @Override
  public double[] over(int[] documents) {
    ConfusionMatrix confusion = confusion(documents);
    return new double[] {
      confusion.accuracy(), confusion.macroF1(), calibration(documents).expectedError()
    };
  }

  /** The answers to these documents by gold label; one without an answer counts as wrong. */
  public ConfusionMatrix confusion(int[] documents) {
    ConfusionMatrix confusion = new ConfusionMatrix(labels);
    for (int document : documents) {
      confusion.add(gold[document], answer[document]);
    }
    return confusion;
  }

  /** How far the probabilities of these documents' answers can be trusted. */
  public Calibration calibration(int[] documents) {
    Calibration calibration = new Calibration();
    for (int document : documents) {
      if (answer[document] != NO_ANSWER) {
        calibration.add(probability[document], isRight(document));
      }
    }
    return calibration;
  }

  /** Whether a document's answer is its gold label. */
  public boolean isRight(int document) {
    return answer[document] == gold[document];
  }
}
