package io.tramontane.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Products in exact float32: each element of an output is one chain of fused multiply-adds over
 * ascending k, from zero.
 *
 * <p>Block after block of a panel's columns is decoded once by a {@link WeightPanel}, into a
 * scratch of a fraction of the L2 cache, and swept by all rows of the input before the next block
 * is decoded.
 */
public final class FloatPanels implements PanelKernel {
  private static final int PANEL = WeightPanel.ROWS;

  /** With so few rows of input, decoded weights are used but a few times: out of the L1 cache. */
  private static final int FEW_ROWS = 32;

  /** Columns whose decoded weights fit the L1 cache. */
  private static final int SHORT_RUN = 64;

  private final Kernel kernel;
  private final Scratch[] scratches;
  private List<Operands> operands = List.of();

  public FloatPanels(Kernel kernel, int threads) {
    this.kernel = kernel;
    this.scratches = new Scratch[threads];
    Arrays.setAll(scratches, worker -> new Scratch(kernel));
  }

  @Override
  public void prepare(List<Operands> newOperands, WorkerPool pool) {
    operands = newOperands;
  }

  @Override
  public void multiply(int index, int firstRow, int rows, Rows output, int worker) {
    multiply(operands.get(index), firstRow, rows, output, scratches[worker]);
  }

  private void multiply(Operands product, int firstRow, int width, Rows output, Scratch scratch) {
    boolean fewRows = output.count() <= FEW_ROWS;
    boolean direct = !fewRows && width % Kernel.LANES == 0;
    Rows target = direct ? output : scratch.outputs(output.count());
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
      copy(target, output, width);
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

  private static void copy(Rows from, Rows to, int width) {
    for (int row = 0; row < from.count(); row++) {
      System.arraycopy(
          from.data(),
          from.start() + row * from.stride(),
          to.data(),
          to.start() + row * to.stride(),
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
