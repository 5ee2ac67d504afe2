package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  private final LearningRate rate = new LearningRate(0.01, 100, 1100);

  @Test
  void risesEvenlyThenFallsAlongACosine() {
    assertThat(rate.at(0)).isCloseTo(0.01 / 101, within(1e-12));
    assertThat(rate.at(100)).isCloseTo(0.01, within(1e-12));
    assertThat(rate.at(600)).isCloseTo(0.01 * (0.05 + 0.95 / 2), within(1e-12));
    assertThat(rate.at(1100)).isCloseTo(0.0005, within(1e-12));
  }

  @Test
  void staysLowBehindTheEnd() {
    assertThat(rate.at(5000)).isEqualTo(rate.at(1100));
  }
}
