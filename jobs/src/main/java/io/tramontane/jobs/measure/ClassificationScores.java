package io.tramontane.jobs.measure;

import java.util.List;

/**
 * Labels that documents got, beside the gold. Immutable as long as nobody writes to the arrays,
 * which are not copied.
 *
 * @param labels how many labels there are
 * @param gold the index of each document's gold label; not read where the document is not asked for
 * @param answer the index of each document's answer, or {@link #NO_ANSWER}
 * @param probability of each document's answer, in 0 to 1; not read where there is none
 */
public record ClassificationScores(int labels, int[] gold, int[] answer, double[] probability)
    implements Scores {
  /** In place of a label's index: the document's row is an error. */
  public static final int NO_ANSWER = -1;

  @Override
  public List<Measure> measures() {
    return List.of(Measure.ACCURACY, Measure.MACRO_F1, Measure.EXPECTED_CALIBRATION_ERROR);
  }

  @Override
  public double[] over(int[] documents) {
    Confusion confusion = confusion(documents);
    return new double[] {
      confusion.accuracy(), confusion.macroF1(), calibration(documents).expectedError()
    };
  }

  /** Which answers these documents got; one without an answer is wrong. */
  public Confusion confusion(int[] documents) {
    Confusion confusion = new Confusion(labels);
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

  /** Whether a document's answer is its gold. */
  public boolean isRight(int document) {
    return answer[document] == gold[document];
  }
}
