package io.tramontane.tensor;

import java.util.List;

/**
 * Multiplies panels of weights, up to {@value #ROWS} consecutive rows of a matrix, for a {@link
 * PanelMultiplier}. Holds the scratch of each of its threads.
 */
public interface PanelKernel {
  /** The most rows of a panel. */
  int ROWS = PackedPanel.ROWS;

  /**
   * Takes in the inputs of some products, before the first of their panels. Called by one thread.
   *
   * @param pool may be used for it
   */
  void prepare(List<Operands> operands, WorkerPool pool);

  /**
   * Multiplies by a panel. Called by many threads at a time.
   *
   * @param index of the operands among those that were prepared
   * @param firstRow of the weights
   * @param rows of the weights, at most {@link #ROWS}
   * @param output receives as many elements for each row of the input
   * @param worker the calling thread's number in the pool
   */
  void multiply(int index, int firstRow, int rows, Rows output, int worker);
}
