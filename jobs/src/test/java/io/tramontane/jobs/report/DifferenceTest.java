package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.evaluation.ClassificationScores;
import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import io.tramontane.evaluation.SummaryScores;
import io.tramontane.jobs.report.Difference.Verdict;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void saysWhatTheIntervalSaysAndNoMore() {
    assertThat(words(ClassificationScores.ACCURACY, 0.03, 0.01, 0.05))
        .isEqualTo("better, by 0.010 to 0.050");
    assertThat(words(ClassificationScores.ACCURACY, -0.03, -0.05, -0.01))
        .isEqualTo("worse, by 0.010 to 0.050");
    assertThat(words(ClassificationScores.ACCURACY, 0.01, -0.02, 0.04))
        .isEqualTo("no difference shown at this size; it may be from 0.020 worse to 0.040 better");
    assertThat(words(ClassificationScores.ACCURACY, 0, 0, 0)).isEqualTo("the same");
  }

  @Test
  void lessErrorIsBetter() {
    Difference less =
        Difference.of(
            ClassificationScores.EXPECTED_CALIBRATION_ERROR, new Estimate(-0.03, -0.05, -0.01));

    assertThat(less.verdict()).isEqualTo(Verdict.BETTER);
    assertThat(less.words()).isEqualTo("better, by 0.010 to 0.050");
    assertThat(words(ClassificationScores.EXPECTED_CALIBRATION_ERROR, -0.01, -0.04, 0.02))
        .isEqualTo("no difference shown at this size; it may be from 0.020 worse to 0.040 better");
  }

  @Test
  void anIntervalThatTouchesNoDifferenceShowsNone() {
    assertThat(Difference.of(SummaryScores.ROUGE_L, new Estimate(0.01, 0, 0.02)).verdict())
        .isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
  }

  private static String words(Metric metric, double value, double low, double high) {
    return Difference.of(metric, new Estimate(value, low, high)).words();
  }
}
