package io.tramontane.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.tramontane.training.Batch.Kind;
import io.tramontane.training.Batch.Target;
import java.util.List;

/**
 * What training makes small: the cross-entropy of the answers' tokens, some of that of their ends
 * and of the documents' tokens, and a little of the experts' imbalance.
 */
final class Objective {
  private static final double END_WEIGHT = 0.1;
  private static final double DOCUMENT_WEIGHT = 0.25;
  private static final double IMBALANCE_WEIGHT = 0.01;

  /**
   * A batch's losses.
   *
   * @param total what to differentiate
   * @param answer the mean over answers of the mean cross-entropy of their tokens, in nats, without
   *     their ends
   * @param right the mean over answers of the share of these tokens that the network thinks the
   *     most probable
   */
  record Loss(NDArray total, NDArray answer, NDArray right) {}

  private Objective() {}

  /** Computes the losses of a batch; it must have a target that belongs to an answer. */
  static Loss loss(MixtralNetwork network, Batch batch, NDManager manager) {
    MixtralNetwork.Output output = network.forward(batch, manager);
    List<Target> targets = batch.targets();
    NDArray ids = tokens(targets, manager);
    NDArray logits = network.logits(output, rows(batch, manager));
    NDArray entropies = logits.logSoftmax(-1).gather(ids, 1).neg();
    NDArray answers = weights(targets, Kind.ANSWER, manager);
    NDArray answer = entropies.mul(answers).sum();
    NDArray end = entropies.mul(weights(targets, Kind.END, manager)).sum();
    NDArray document = entropies.mul(weights(targets, Kind.DOCUMENT, manager)).sum();
    NDArray right =
        logits.argMax(-1).reshape(-1, 1).eq(ids).toType(DataType.FLOAT32, false).mul(answers).sum();
    NDArray total =
        answer
            .add(Constants.times(end, END_WEIGHT))
            .add(Constants.times(document, DOCUMENT_WEIGHT))
            .add(Constants.times(output.imbalance(), IMBALANCE_WEIGHT));
    return new Loss(total, answer, right);
  }

  private static NDArray rows(Batch batch, NDManager manager) {
    return manager.create(
        batch.targets().stream()
            .mapToLong(target -> batch.row(target.sequence(), target.position()))
            .toArray());
  }

  private static NDArray tokens(List<Target> targets, NDManager manager) {
    long[] ids = targets.stream().mapToLong(Target::token).toArray();
    return manager.create(ids, new Shape(ids.length, 1));
  }

  /** The shares that targets of a kind have in their mean, 0 for the others. */
  private static NDArray weights(List<Target> targets, Kind kind, NDManager manager) {
    double all =
        targets.stream().filter(target -> target.kind() == kind).mapToDouble(Target::weight).sum();
    float[] weights = new float[targets.size()];
    for (int i = 0; i < weights.length; i++) {
      Target target = targets.get(i);
      weights[i] = target.kind() == kind ? (float) (target.weight() / all) : 0;
    }
    return manager.create(weights, new Shape(weights.length, 1));
  }
}
