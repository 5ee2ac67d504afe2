package io.tramontane.tensor;

import java.util.List;

/** Matrix products panel by panel, each panel or a few a task of a {@link WorkerPool}. */
public final class PanelMultiplier implements MatrixMultiplier {
  private static final int ROWS = PanelKernel.ROWS;

  /** With so few rows of input, a panel takes but microseconds. */
  private static final int FEW_ROWS = 16;

  /** How many panels are a task then, one behind the other as they lie in memory. */
  private static final int PANELS_OF_FEW_ROWS = 4;

  private final PanelKernel kernel;
  private final WorkerPool pool;

  /**
   * @param kernel with scratch for the pool's threads, used by nobody else at the same time
   */
  public PanelMultiplier(PanelKernel kernel, WorkerPool pool) {
    this.kernel = kernel;
    this.pool = pool;
  }

  @Override
  public void multiply(List<Product> products) {
    List<Product> some = products.stream().filter(product -> product.input().count() > 0).toList();
    int[] firstTask = new int[some.size() + 1];
    for (int i = 0; i < some.size(); i++) {
      int rowsPerTask = rowsPerTask(some.get(i));
      int tasks = (some.get(i).weights().rows() + rowsPerTask - 1) / rowsPerTask;
      firstTask[i + 1] = firstTask[i] + tasks;
    }
    kernel.prepare(some, pool);
    pool.run(
        firstTask[some.size()],
        (worker, task) -> {
          int index = lastAtMost(firstTask, task);
          multiply(some.get(index), index, task - firstTask[index], worker);
        });
  }

  private static int rowsPerTask(Product product) {
    return product.input().count() <= FEW_ROWS ? ROWS * PANELS_OF_FEW_ROWS : ROWS;
  }

  private void multiply(Product product, int index, int task, int worker) {
    int first = task * rowsPerTask(product);
    int end = Math.min(product.weights().rows(), first + rowsPerTask(product));
    for (int row = first; row < end; row += ROWS) {
      kernel.multiply(index, row, Math.min(ROWS, end - row), worker);
    }
  }

  private static int lastAtMost(int[] ascending, int value) {
    int index = 0;
    while (ascending[index + 1] <= value) {
      index++;
    }
    return index;
  }
}
