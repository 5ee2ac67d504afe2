package io.tramontane.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), and gradients cut to a norm of 1.
 *
 * <p>Unlike DJL's own, its state can be saved. Not for concurrent use.
 */
final class AdamW {
  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.99f;
  private static final float WEIGHT_DECAY = 0.1f;
  private static final float EPSILON = 1e-8f;
  private static final float MAX_NORM = 1f;

  /**
   * A parameter with what the optimizer remembers of it.
   *
   * @param mean the running mean of its gradient
   * @param square the running mean of its squared gradient
   */
  private record Moments(NDArray parameter, NDArray mean, NDArray square) {}

  private final List<Moments> moments;
  private long steps;

  AdamW(NetworkParameters parameters, NDManager manager) {
    this.moments =
        parameters.arrays().values().stream()
            .map(
                array ->
                    new Moments(
                        array, manager.zeros(array.getShape()), manager.zeros(array.getShape())))
            .toList();
  }

  /** Changes the parameters by their gradients, and makes the gradients zero. */
  void step(double learningRate) {
    steps++;
    double scale = Math.min(1, MAX_NORM / gradientNorm());
    moments.parallelStream().forEach(some -> update(some, learningRate, (float) scale));
  }

  /** How many steps were made. */
  long steps() {
    return steps;
  }

  /** Parameters, means and squares: with the number of steps, all that goes on from here. */
  NDList state() {
    NDList state = new NDList();
    moments.forEach(some -> state.addAll(List.of(some.parameter(), some.mean(), some.square())));
    return state;
  }

  /** Says how many steps led to what {@link #state} was set to. */
  void resumeAfter(long stepsMade) {
    steps = stepsMade;
  }

  private double gradientNorm() {
    double sum = 0;
    for (Moments some : moments) {
      sum += some.parameter().getGradient().square().sum().getFloat();
    }
    return Math.sqrt(sum);
  }

  private void update(Moments moments, double learningRate, float scale) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray parameter = moments.parameter();
      NDArray gradient = parameter.getGradient().muli(scale);
      moments.mean().muli(MEAN_DECAY).addi(gradient.mul(1 - MEAN_DECAY));
      moments.square().muli(SQUARE_DECAY).addi(gradient.square().muli(1 - SQUARE_DECAY));
      double meanBias = 1 - Math.pow(MEAN_DECAY, (double) steps);
      double squareBias = 1 - Math.pow(SQUARE_DECAY, (double) steps);
      NDArray deviation = moments.square().div((float) squareBias).sqrt().addi(EPSILON);
      NDArray change = moments.mean().div(deviation).muli((float) (-learningRate / meanBias));
      parameter.setRequiresGradient(false);
      if (parameter.getShape().dimension() > 1) {
        parameter.muli((float) (1 - learningRate * WEIGHT_DECAY));
      }
      parameter.addi(change);
      parameter.setRequiresGradient(true);
      gradient.muli(0);
    }
  }
}
