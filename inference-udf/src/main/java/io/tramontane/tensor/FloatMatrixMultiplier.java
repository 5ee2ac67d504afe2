package io.tramontane.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Matrix products in exact float32: each element of an output is one chain of fused multiply-adds
 * over ascending k, from zero.
 *
 * <p>A task is a panel of {@value #PANEL} rows of one weight matrix. Block after block of its
 * columns is decoded once by a {@link WeightPanel}, into a scratch of a fraction of the L2 cache,
 * and swept by all rows of the input before the next block is decoded.
 */
public final class FloatMatrixMultiplier implements MatrixMultiplier {
  private static final int PANEL = WeightPanel.ROWS;

  /** With so few rows of input, decoded weights are used but a few times: out of the L1 cache. */
  private static final int FEW_ROWS = 32;

  /** Columns whose decoded weights fit the L1 cache. */
  private static final int SHORT_RUN = 64;

  private final Kernel kernel;
  private final WorkerPool pool;
  private final Scratch[] scratches;

  public FloatMatrixMultiplier(Kernel kernel, WorkerPool pool) {
    this.kernel = kernel;
    this.pool = pool;
    this.scratches = new Scratch[pool.threads()];
    Arrays.setAll(scratches, worker -> new Scratch(kernel));
  }

  @Override
  public void multiply(List<Product> products) {
    int[] firstTask = new int[products.size() + 1];
    for (int i = 0; i < products.size(); i++) {
      int panels = (products.get(i).weights().rows() + PANEL - 1) / PANEL;
      firstTask[i + 1] = firstTask[i] + (products.get(i).input().count() == 0 ? 0 : panels);
    }
    pool.run(
        firstTask[products.size()],
        (worker, task) -> {
          int index = lastAtMost(firstTask, task);
          multiplyPanel(products.get(index), (task - firstTask[index]) * PANEL, scratches[worker]);
        });
  }

  private static int lastAtMost(int[] ascending, int value) {
    int index = 0;
    while (ascending[index + 1] <= value) {
      index++;
    }
    return index;
  }

  private void multiplyPanel(Product product, int firstRow, Scratch scratch) {
    Rows output = product.output();
    int width = Math.min(PANEL, product.weights().rows() - firstRow);
    boolean fewRows = output.count() <= FEW_ROWS;
    boolean direct = !fewRows && width % Kernel.LANES == 0;
    Rows target =
        direct
            ? new Rows(output.data(), output.start() + firstRow, output.stride(), output.count())
            : scratch.outputs(output.count());
    clear(target, width);
    scratch.panel.decode(
        product.weights(),
        firstRow,
        width,
        fewRows ? SHORT_RUN : WeightPanel.DEPTH,
        (column, depth) -> {
          Rows input = fewRows ? scratch.inputs(product.input(), column, depth) : product.input();
          int start = fewRows ? 0 : input.start() + column;
          multiplyRun(input, start, depth, scratch.panel, width, target);
        });
    if (!direct) {
      copy(target, output, firstRow, width);
    }
  }

  private void multiplyRun(
      Rows input, int inputStart, int depth, WeightPanel panel, int width, Rows target) {
    kernel.multiplyAdd(
        input.count(),
        Kernel.roundUp(width),
        depth,
        input.data(),
        inputStart,
        input.stride(),
        panel.values(),
        0,
        PANEL,
        target.data(),
        target.start(),
        target.stride());
  }

  private static void clear(Rows rows, int width) {
    for (int row = 0; row < rows.count(); row++) {
      int start = rows.start() + row * rows.stride();
      Arrays.fill(rows.data(), start, start + width, 0f);
    }
  }

  private static void copy(Rows from, Rows to, int column, int width) {
    for (int row = 0; row < from.count(); row++) {
      System.arraycopy(
          from.data(),
          from.start() + row * from.stride(),
          to.data(),
          to.start() + row * to.stride() + column,
          width);
    }
  }

  /** One worker's buffers. */
  private static final class Scratch {
    final WeightPanel panel;
    private final float[] inputs = new float[FEW_ROWS * SHORT_RUN];
    private float[] outputs = {};

    Scratch(Kernel kernel) {
      this.panel = new WeightPanel(kernel);
    }

    /**
     * Some columns of a few rows, one row behind the other: in place, rows that are a power of two
     * apart would push each other out of the cache.
     */
    Rows inputs(Rows all, int column, int depth) {
      for (int row = 0; row < all.count(); row++) {
        int from = all.start() + row * all.stride() + column;
        System.arraycopy(all.data(), from, inputs, row * SHORT_RUN, depth);
      }
      return Rows.of(inputs, SHORT_RUN, all.count());
    }

    /** Rows of a whole panel, for few rows and for panels that are no multiple of the lanes. */
    Rows outputs(int count) {
      if (outputs.length < count * PANEL) {
        outputs = new float[count * PANEL];
      }
      return Rows.of(outputs, PANEL, count);
    }
  }
}
