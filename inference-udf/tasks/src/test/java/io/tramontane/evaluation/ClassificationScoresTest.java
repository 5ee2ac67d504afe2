package io.tramontane.evaluation;

import static io.tramontane.evaluation.ClassificationScores.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassificationScoresTest {
  /**
   * The example of scikit-learn's user guide for {@code classification_report}: y_true = [0, 1, 2,
   * 2, 0], y_pred = [0, 0, 2, 1, 0], with a macro average F1 of 0.49 there.
   */
  @Test
  void agreesWithTheReportOfScikitLearn() {
    ClassificationScores scores =
        new ClassificationScores(
            3, new int[] {0, 1, 2, 2, 0}, new int[] {0, 0, 2, 1, 0}, new double[5]);
    ConfusionMatrix confusion = scores.confusion(all(5));

    assertThat(confusion.accuracy()).isEqualTo(0.6);
    assertThat(confusion.macroF1()).isCloseTo(0.49, within(0.005));
    assertThat(confusion.score(0))
        .isEqualTo(new ConfusionMatrix.LabelMetrics(2, 3, 2.0 / 3, 1.0, 4.0 / 5));
    assertThat(confusion.score(1)).isEqualTo(new ConfusionMatrix.LabelMetrics(1, 1, 0.0, 0.0, 0.0));
    assertThat(confusion.score(2))
        .isEqualTo(new ConfusionMatrix.LabelMetrics(2, 1, 1.0, 0.5, 2.0 / 3));
    assertThat(confusion.row(2)).containsExactly(0, 1, 1, 0);
  }

  @Test
  void aRowWithoutAnAnswerIsWrongAndHasNoPartInCalibration() {
    ClassificationScores scores =
        new ClassificationScores(
            2, new int[] {0, 0, 1}, new int[] {0, NO_ANSWER, 1}, new double[] {1, 0, 1});

    assertThat(scores.over(all(3))).containsExactly(2.0 / 3, (2.0 / 3 + 1) / 2, 0);
    assertThat(scores.confusion(all(3)).row(0)).containsExactly(1, 0, 1);
  }

  @Test
  void aLabelThatNobodySawDoesNotCount() {
    ClassificationScores scores =
        new ClassificationScores(3, new int[] {0, 1}, new int[] {0, 1}, new double[] {1, 1});

    assertThat(scores.over(all(2))).containsExactly(1, 1, 0);
    assertThat(scores.confusion(all(2)).score(2))
        .isEqualTo(new ConfusionMatrix.LabelMetrics(0, 0, null, null, null));
  }

  @Test
  void calibrationErrorByHand() {
    Calibration calibration = new Calibration();
    calibration.add(0.7, true);
    calibration.add(0.65, false);
    calibration.add(0.95, true);
    calibration.add(1, true);

    // |0.5 - 0.675| * 2/4 + |1 - 0.975| * 2/4; 0.7 belongs to the bin that ends there.
    assertThat(calibration.expectedError()).isCloseTo(0.1, within(1e-12));
    assertThat(calibration.bins().get(6).documents()).isEqualTo(2);
    assertThat(calibration.bins().get(9).confidence()).isCloseTo(0.975, within(1e-12));
    assertThat(calibration.bins().get(0).accuracy()).isNull();
  }

  @Test
  void accuracyIsTheMeanRecallByLabelWeightedBySupport() {
    Random random = new Random(7);
    int n = 500;
    ClassificationScores scores =
        new ClassificationScores(
            5, random.ints(n, 0, 5).toArray(), random.ints(n, -1, 5).toArray(), new double[n]);
    ConfusionMatrix confusion = scores.confusion(all(n));

    double weighted =
        IntStream.range(0, 5)
            .mapToObj(confusion::score)
            .mapToDouble(label -> label.support() * Objects.requireNonNull(label.recall()))
            .sum();
    assertThat(confusion.accuracy()).isCloseTo(weighted / n, within(1e-12));
  }

  private static int[] all(int documents) {
    return IntStream.range(0, documents).toArray();
  }
}
