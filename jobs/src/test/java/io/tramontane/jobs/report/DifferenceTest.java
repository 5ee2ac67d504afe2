package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.measure.Estimate;
import io.tramontane.jobs.measure.Measure;
import io.tramontane.jobs.report.Difference.Verdict;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void saysWhatTheIntervalSaysAndNoMore() {
    assertThat(words(Measure.ACCURACY, 0.03, 0.01, 0.05)).isEqualTo("better, by 0.010 to 0.050");
    assertThat(words(Measure.ACCURACY, -0.03, -0.05, -0.01)).isEqualTo("worse, by 0.010 to 0.050");
    assertThat(words(Measure.ACCURACY, 0.01, -0.02, 0.04))
        .isEqualTo("no difference shown at this size; it may be from 0.020 worse to 0.040 better");
    assertThat(words(Measure.ACCURACY, 0, 0, 0)).isEqualTo("the same");
  }

  @Test
  void lessErrorIsBetter() {
    Difference less =
        Difference.of(Measure.EXPECTED_CALIBRATION_ERROR, new Estimate(-0.03, -0.05, -0.01));

    assertThat(less.verdict()).isEqualTo(Verdict.BETTER);
    assertThat(less.words()).isEqualTo("better, by 0.010 to 0.050");
    assertThat(words(Measure.EXPECTED_CALIBRATION_ERROR, -0.01, -0.04, 0.02))
        .isEqualTo("no difference shown at this size; it may be from 0.020 worse to 0.040 better");
  }

  @Test
  void anIntervalThatTouchesNoDifferenceShowsNone() {
    assertThat(Difference.of(Measure.ROUGE_L, new Estimate(0.01, 0, 0.02)).verdict())
        .isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
  }

  private static String words(Measure measure, double value, double low, double high) {
    return Difference.of(measure, new Estimate(value, low, high)).words();
  }
}
