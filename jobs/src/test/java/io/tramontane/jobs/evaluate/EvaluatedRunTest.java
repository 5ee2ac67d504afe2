package io.tramontane.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluatedRunTest {
  @Test
  void aTaskWithoutAnEvaluatorCannotBeEvaluated() {
    assertThatThrownBy(() -> EvaluatedRun.requireEvaluator(Optional.empty(), "nightly", "generate"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot evaluate run nightly: its task generate has no evaluation. Give a run of another task.");
  }
}
