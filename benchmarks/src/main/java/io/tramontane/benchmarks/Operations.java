package io.tramontane.benchmarks;

import io.tramontane.transformer.HyperParameters;

/**
 * Floating-point operations that a model's arithmetic asks for, two for each multiply-add. Counted
 * from the model's sizes, every layer for every row; norms, softmax and the like are left out.
 *
 * @param matrices of the products with weights, of the chosen experts only
 * @param attention of the products with keys and with values
 */
record Operations(double matrices, double attention) {
  /**
   * Counts.
   *
   * @param rows tokens that pass through the layers
   * @param logits of them, those whose logits are computed
   * @param seen positions that the rows attend to, themselves included, all rows together
   */
  static Operations of(HyperParameters sizes, long rows, long logits, long seen) {
    double matrices = rows * layerWeights(sizes) * sizes.layers() + logits * outputWeights(sizes);
    double attention = 2.0 * seen * sizes.queryWidth() * sizes.layers();
    return new Operations(2 * matrices, 2 * attention);
  }

  /** The weights that one token visits on its way to logits: what a step must read at least. */
  static double weightsVisited(HyperParameters sizes) {
    return layerWeights(sizes) * sizes.layers() + outputWeights(sizes);
  }

  /**
   * The positions seen by {@code count} consecutive tokens, the first of which is at {@code from}.
   */
  static long seen(long from, long count) {
    return count * from + count * (count + 1) / 2;
  }

  double total() {
    return matrices + attention;
  }

  /** Operations a second, of work that took so long. */
  Operations per(double seconds) {
    return new Operations(matrices / seconds, attention / seconds);
  }

  private static double layerWeights(HyperParameters sizes) {
    double width = sizes.width();
    double attention = width * (2.0 * sizes.queryWidth() + 2.0 * sizes.kvWidth());
    double feedForward = 3 * width * sizes.feedForward();
    return sizes.hasExperts()
        ? attention + width * sizes.experts() + sizes.expertsUsed() * feedForward
        : attention + feedForward;
  }

  private static double outputWeights(HyperParameters sizes) {
    return (double) sizes.vocabulary() * sizes.width();
  }
}
