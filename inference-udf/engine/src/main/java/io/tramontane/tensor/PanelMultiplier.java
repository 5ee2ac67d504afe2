package io.tramontane.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Matrix products panel by panel, each panel or a few a task of a {@link WorkerPool}. */
public final class PanelMultiplier implements MatrixMultiplier {
  private static final int ROWS = PanelKernel.ROWS;

  /** With so few rows of input, a panel takes but microseconds. */
  private static final int FEW_ROWS = 16;

  /** How many panels are a task then, one behind the other as they lie in memory. */
  private static final int PANELS_OF_FEW_ROWS = 4;

  private final PanelKernel panels;
  private final RowKernel rowKernel;
  private final WorkerPool pool;
  private final Scratch[] scratches;

  /**
   * @param panels with scratch for the pool's threads, used by nobody else at the same time
   */
  public PanelMultiplier(PanelKernel panels, RowKernel rowKernel, WorkerPool pool) {
    this.panels = panels;
    this.rowKernel = rowKernel;
    this.pool = pool;
    this.scratches = new Scratch[pool.threads()];
    Arrays.setAll(scratches, worker -> new Scratch());
  }

  /** Does a panel of one of some products. */
  @FunctionalInterface
  private interface PanelTask {
    void run(int product, int firstRow, int rows, int worker);
  }

  @Override
  public void multiply(List<Product> products) {
    panels.prepare(products.stream().map(Product::operands).toList(), pool);
    forEachPanel(
        products.stream().map(Product::operands).toList(),
        (index, firstRow, rows, worker) -> {
          Rows output = products.get(index).output().from(firstRow);
          panels.multiply(index, firstRow, rows, output, worker);
          products.get(index).linear().addBias(output, firstRow, rows);
        });
  }

  @Override
  public void multiplyGated(List<GatedProduct> products) {
    List<Operands> gates = new ArrayList<>();
    List<Operands> all = new ArrayList<>();
    for (GatedProduct product : products) {
      gates.add(new Operands(product.gate().weights(), product.input()));
      all.add(gates.get(gates.size() - 1));
      all.add(new Operands(product.up().weights(), product.input()));
    }
    panels.prepare(all, pool);
    forEachPanel(
        gates,
        (index, firstRow, rows, worker) ->
            multiplyGated(products.get(index), index, firstRow, rows, worker));
  }

  /** Both products in scratch that stays in the cache, so that memory sees the result alone. */
  private void multiplyGated(GatedProduct product, int index, int firstRow, int rows, int worker) {
    Rows output = product.output().from(firstRow);
    Scratch scratch = scratches[worker];
    scratch.makeRoom(output.count());
    Rows gate = Rows.of(scratch.gate, ROWS, output.count());
    Rows up = Rows.of(scratch.up, ROWS, output.count());
    panels.multiply(2 * index, firstRow, rows, gate, worker);
    panels.multiply(2 * index + 1, firstRow, rows, up, worker);
    product.gate().addBias(gate, firstRow, rows);
    product.up().addBias(up, firstRow, rows);
    for (int row = 0; row < output.count(); row++) {
      switch (product.activation()) {
        case SILU -> rowKernel.siluMultiply(gate.data(), row * ROWS, up.data(), row * ROWS, rows);
        case CLAMPED_SWIGLU ->
            rowKernel.clampedSwiglu(gate.data(), row * ROWS, up.data(), row * ROWS, rows);
      }
      int to = output.start() + row * output.stride();
      System.arraycopy(gate.data(), row * ROWS, output.data(), to, rows);
    }
  }

  private void forEachPanel(List<Operands> products, PanelTask action) {
    int[] firstTask = new int[products.size() + 1];
    for (int i = 0; i < products.size(); i++) {
      firstTask[i + 1] = firstTask[i] + tasks(products.get(i));
    }
    pool.run(
        firstTask[products.size()],
        (worker, task) -> {
          int index = lastAtMost(firstTask, task);
          int step = rowsPerTask(products.get(index));
          int first = (task - firstTask[index]) * step;
          int end = Math.min(products.get(index).weights().rows(), first + step);
          for (int row = first; row < end; row += ROWS) {
            action.run(index, row, Math.min(ROWS, end - row), worker);
          }
        });
  }

  private static int tasks(Operands product) {
    int step = rowsPerTask(product);
    return product.input().count() == 0 ? 0 : (product.weights().rows() + step - 1) / step;
  }

  private static int rowsPerTask(Operands product) {
    return product.input().count() <= FEW_ROWS ? ROWS * PANELS_OF_FEW_ROWS : ROWS;
  }

  private static int lastAtMost(int[] ascending, int value) {
    int index = 0;
    while (ascending[index + 1] <= value) {
      index++;
    }
    return index;
  }

  /** One worker's panels of gated products. */
  private static final class Scratch {
    private float[] gate = {};
    private float[] up = {};

    void makeRoom(int rows) {
      if (gate.length < rows * ROWS) {
        gate = new float[rows * ROWS];
        up = new float[rows * ROWS];
      }
    }
  }
}
