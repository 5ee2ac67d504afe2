package io.tramontane.transformer;

import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.FloatPanels;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.MatrixMultiplier;
import io.tramontane.tensor.PanelKernel;
import io.tramontane.tensor.PanelMultiplier;
import io.tramontane.tensor.Product;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tensor.jni.PanelKernels;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What the forward pass computes with: one kernel, one pool of threads, the matrix products on
 * both.
 *
 * @param multiplier of the model's arithmetic
 * @param exactMultiplier in float32, for products that small errors would change much
 */
record Compute(
    Kernel kernel, WorkerPool pool, MatrixMultiplier multiplier, MatrixMultiplier exactMultiplier) {
  /** Rows that one task handles, so that handing out a task costs little beside doing it. */
  private static final int ROWS_PER_TASK = 16;

  static Compute of(ComputeSettings settings, WorkerPool pool) {
    Kernel kernel = Kernel.of(settings.vectorBits());
    PanelKernel panels = PanelKernels.of(settings, kernel, pool.threads());
    PanelKernel exact = new FloatPanels(kernel, pool.threads());
    return new Compute(
        kernel,
        pool,
        new PanelMultiplier(panels, kernel, pool),
        new PanelMultiplier(exact, kernel, pool));
  }

  /** Computes matrix products, all in one parallel phase. */
  void multiply(Product... products) {
    multiplier.multiply(List.of(products));
  }

  /** Does something for each row, in parallel. */
  void forEachRow(int rows, IntConsumer action) {
    int tasks = (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
    pool.run(
        tasks,
        (worker, task) -> {
          int end = Math.min(rows, (task + 1) * ROWS_PER_TASK);
          for (int row = task * ROWS_PER_TASK; row < end; row++) {
            action.accept(row);
          }
        });
  }

  /**
   * Root-mean-square norm (Zhang and Sennrich, 2019): {@code y = x / sqrt(mean(x²) + epsilon) *
   * weights}, row by row.
   */
  void normalize(int rows, float[] x, float[] weights, float epsilon, float[] y) {
    int width = weights.length;
    forEachRow(
        rows,
        row -> {
          float mean = kernel.sumOfSquares(x, row * width, width) / width;
          float scale = (float) (1.0 / Math.sqrt((double) mean + epsilon));
          kernel.scaleByWeights(x, row * width, scale, weights, y, row * width, width);
        });
  }
}
