package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.tramontane.transformer.HyperParameters;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final HyperParameters SIZES = TinyNetwork.sizes(300);

  /**
   * By hand after algorithm 2 of Loshchilov and Hutter 2019: whatever the gradient, the first step
   * is the learning rate in its direction, besides the decay of the weight itself.
   */
  @Test
  void theFirstStepIsTheLearningRate() {
    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager()) {
      NDArray weight = manager.create(new float[] {2, -2}, new Shape(1, 2));
      weight.setRequiresGradient(true);
      AdamW optimizer = new AdamW(new NetworkParameters(SIZES, Map.of("w", weight)), manager);
      try (GradientCollector collector =
          Engine.getEngine(TrainCommand.ENGINE).newGradientCollector()) {
        collector.backward(weight.mul(manager.create(new float[] {300, -4})).sum());
      }
      optimizer.step(0.01);

      float[] values = weight.toFloatArray();
      assertThat(values[0]).isCloseTo(2 * (1 - 0.001f) - 0.01f, within(1e-5f));
      assertThat(values[1]).isCloseTo(-2 * (1 - 0.001f) + 0.01f, within(1e-5f));
      assertThat(weight.getGradient().abs().toFloatArray()).containsOnly(0);
    }
  }
}
