package io.tramontane.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.List;

/**
 * Makes steps of the optimizer. The batches of a step are computed side by side, each by a thread
 * that PyTorch does not divide further: that is faster than one after another by all threads, which
 * wait for each other in every small operation. Their gradients add up in an order that differs
 * from run to run, so results differ by rounding.
 *
 * <p>Not for concurrent use.
 */
final class Learner {
  private final MixtralNetwork network;
  private final AdamW optimizer;
  private final NDManager manager;

  Learner(MixtralNetwork network, AdamW optimizer, NDManager manager) {
    this.network = network;
    this.optimizer = optimizer;
    this.manager = manager;
  }

  /**
   * Makes one step with the mean of the batches' gradients.
   *
   * @return the mean of the answers' losses before it
   */
  double learn(List<Batch> batches, double rate) {
    try (NDScope scope = new NDScope();
        GradientCollector collector =
            Engine.getEngine(TrainCommand.ENGINE).newGradientCollector()) {
      scope.suppressNotUsedWarning();
      double loss =
          batches.parallelStream()
              .mapToDouble(batch -> differentiate(batch, 1.0 / batches.size(), collector))
              .average()
              .orElseThrow();
      optimizer.step(rate);
      return loss;
    }
  }

  private float differentiate(Batch batch, double weight, GradientCollector collector) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Objective.Loss loss = Objective.loss(network, batch, manager);
      collector.backward(Constants.times(loss.total(), weight));
      return loss.answer().toFloatArray()[0];
    }
  }
}
