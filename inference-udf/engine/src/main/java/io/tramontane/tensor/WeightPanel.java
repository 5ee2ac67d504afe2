package io.tramontane.tensor;

import java.util.Arrays;

/**
 * One thread's view of up to {@value #ROWS} rows of a weight matrix, decoded and transposed some
 * columns at a time.
 *
 * <p>Bytes are copied from the mapped file some whole rows, or long runs of columns, at a time, as
 * the processor's prefetching likes it; nothing decoded outlives the next {@link #decode}.
 */
public final class WeightPanel {
  /** The most rows, and the stride of {@link #values}. */
  public static final int ROWS = PackedPanel.ROWS;

  /** The most columns that are decoded at a time. */
  public static final int DEPTH = PackedPanel.DEPTH;

  /** Bytes of stored rows to hold at a time: a part of the L2 cache. */
  private static final int READ_BYTES = 192 << 10;

  /** Columns to read at a time where whole rows are too long for that. */
  private static final int READ_COLUMNS = 2048;

  /** What {@link PackedPanel#setRow} may read beyond a row. */
  private static final int SLACK = 3;

  private final Kernel kernel;
  private final PackedPanel packed = new PackedPanel();
  private final float[] values = new float[ROWS * DEPTH];
  private final float[] scales = new float[DEPTH / PackedPanel.SHORTEST_SUB_BLOCK * ROWS];
  private final float[] minimums = new float[DEPTH / PackedPanel.SHORTEST_SUB_BLOCK * ROWS];
  private byte[] stored = {};

  /**
   * @param kernel decodes
   */
  public WeightPanel(Kernel kernel) {
    this.kernel = kernel;
  }

  /** What to do with some decoded columns. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Uses {@link WeightPanel#values}.
     *
     * @param column the first of the decoded columns
     * @param depth how many, at most {@value WeightPanel#DEPTH}
     */
    void accept(int column, int depth);
  }

  /**
   * Decodes rows of a matrix, run of columns after run of columns in ascending order.
   *
   * @param rows at most {@value #ROWS}
   * @param run columns to decode at a time, a multiple of 32, at most {@value #DEPTH}
   */
  public void decode(WeightMatrix weights, int firstRow, int rows, int run, Visitor visitor) {
    boolean quantized = weights.format().isQuantized();
    forEachPacked(
        weights,
        firstRow,
        rows,
        (start, depth) -> {
          for (int from = 0; from < depth; from += run) {
            int count = Math.min(run, depth - from);
            if (quantized) {
              kernel.decodeScales(packed, from, count, rows);
            }
            kernel.decodeValues(packed, from, count, rows, values);
            visitor.accept(start + from, count);
          }
        });
  }

  /**
   * The same of a quantized matrix, {@value #DEPTH} columns at a time, with the scales left out:
   * {@link #values} are integers, without the value that stands for zero; {@link #scales} and, in
   * formats that have them, {@link #minimums} are the sub-blocks'.
   */
  void decodeIntegers(WeightMatrix weights, int firstRow, int rows, Visitor visitor) {
    WeightFormat format = weights.format();
    forEachPacked(
        weights,
        firstRow,
        rows,
        (start, depth) -> {
          kernel.decodeScales(packed, 0, depth, rows);
          int length = depth / format.subBlockLength() * ROWS;
          System.arraycopy(packed.scales(), 0, scales, 0, length);
          System.arraycopy(packed.minimums(), 0, minimums, 0, length);
          Arrays.fill(packed.scales(), 0, length, 1f);
          Arrays.fill(packed.minimums(), 0, length, -format.zero());
          kernel.decodeValues(packed, 0, depth, rows, values);
          visitor.accept(start, depth);
        });
  }

  /** Does something each time that up to {@value #DEPTH} columns are packed. */
  private void forEachPacked(WeightMatrix weights, int firstRow, int rows, Visitor action) {
    boolean whole = (long) rows * weights.format().bytes(weights.columns()) <= READ_BYTES;
    int step = whole ? weights.columns() : READ_COLUMNS;
    for (int start = 0; start < weights.columns(); start += step) {
      int length = Math.min(step, weights.columns() - start);
      int rowBytes = read(weights, firstRow, rows, start, length);
      for (int column = 0; column < length; column += DEPTH) {
        int depth = Math.min(DEPTH, length - column);
        pack(weights.format(), rows, rowBytes, column, depth);
        action.accept(start + column, depth);
      }
    }
  }

  private void pack(WeightFormat format, int rows, int rowBytes, int column, int depth) {
    int offset = format.bytes(column);
    packed.start(format, depth);
    for (int row = 0; row < rows; row++) {
      packed.setRow(row, stored, row * rowBytes + offset);
    }
  }

  /** Decodes one row of a matrix to {@code target}, from {@code offset}. */
  public void decodeRow(WeightMatrix weights, int row, float[] target, int offset) {
    decode(
        weights,
        row,
        1,
        DEPTH,
        (column, depth) -> {
          for (int k = 0; k < depth; k++) {
            target[offset + column + k] = values[k * ROWS];
          }
        });
  }

  private int read(WeightMatrix weights, int firstRow, int rows, int column, int count) {
    int rowBytes = weights.format().bytes(count);
    if (stored.length < rows * rowBytes + SLACK) {
      stored = new byte[ROWS * rowBytes + SLACK];
    }
    if (count == weights.columns()) {
      weights.readRows(firstRow, rows, stored);
    } else {
      for (int row = 0; row < rows; row++) {
        weights.read(firstRow + row, column, count, stored, row * rowBytes);
      }
    }
    return rowBytes;
  }

  /**
   * The columns decoded last, column by column: that of row r and the k-th of them at {@code k *
   * ROWS + r}. Beyond the panel's rows any values stand.
   */
  public float[] values() {
    return values;
  }

  /** The scale of the decoded columns' sub-block s of row r at {@code s * ROWS + r}. */
  float[] scales() {
    return scales;
  }

  /** What is added to scaled values, likewise. */
  float[] minimums() {
    return minimums;
  }
}
