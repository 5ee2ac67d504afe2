package io.tramontane.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Matrix products in exact float32: each element of an output is one chain of fused multiply-adds
 * over ascending k, from zero.
 *
 * <p>A task is a panel of {@value #PANEL} rows of one weight matrix. Block after block of its
 * columns is decoded once, transposed, into a scratch of the size of the L2 cache, and swept by all
 * rows of the input before the next block is decoded. Nothing decoded outlives its block.
 */
public final class FloatMatrixMultiplier implements MatrixMultiplier {
  private static final int PANEL = 64;
  private static final int DEPTH = 256;

  private final Kernel kernel;
  private final WorkerPool pool;
  private final Scratch[] scratches;

  public FloatMatrixMultiplier(Kernel kernel, WorkerPool pool) {
    this.kernel = kernel;
    this.pool = pool;
    this.scratches = new Scratch[pool.threads()];
    Arrays.setAll(scratches, worker -> new Scratch());
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
    WeightMatrix weights = product.weights();
    Rows output = product.output();
    int width = Math.min(PANEL, weights.rows() - firstRow);
    boolean direct = width % Kernel.LANES == 0;
    Rows target =
        direct
            ? new Rows(output.data(), output.start() + firstRow, output.stride(), output.count())
            : scratch.outputs(output.count());
    clear(target, width);
    for (int k = 0; k < weights.columns(); k += DEPTH) {
      int depth = Math.min(DEPTH, weights.columns() - k);
      decodeTransposed(weights, firstRow, width, k, depth, scratch);
      kernel.multiplyAdd(
          output.count(),
          Kernel.roundUp(width),
          depth,
          product.input().data(),
          product.input().start() + k,
          product.input().stride(),
          scratch.panel,
          0,
          PANEL,
          target.data(),
          target.start(),
          target.stride());
    }
    if (!direct) {
      copy(target, output, firstRow, width);
    }
  }

  private static void decodeTransposed(
      WeightMatrix weights, int firstRow, int width, int column, int depth, Scratch scratch) {
    byte[] stored = scratch.stored(weights.storedBytes(depth));
    for (int row = 0; row < width; row++) {
      weights.read(firstRow + row, column, depth, stored, scratch.row, 0);
      for (int k = 0; k < depth; k++) {
        scratch.panel[k * PANEL + row] = scratch.row[k];
      }
    }
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
    final float[] panel = new float[DEPTH * PANEL];
    final float[] row = new float[DEPTH];
    private byte[] stored = new byte[0];
    private float[] outputs = new float[0];

    byte[] stored(int length) {
      if (stored.length < length) {
        stored = new byte[length];
      }
      return stored;
    }

    /** Rows of a whole panel, for panels that are no multiple of the lanes. */
    Rows outputs(int count) {
      if (outputs.length < count * PANEL) {
        outputs = new float[count * PANEL];
      }
      return Rows.of(outputs, PANEL, count);
    }
  }
}
