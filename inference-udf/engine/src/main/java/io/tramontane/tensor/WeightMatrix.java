package io.tramontane.tensor;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufTensor;
import java.util.Objects;

/**
 * A matrix of weights in a GGUF file: {@code rows} outputs by {@code columns} inputs, row after
 * row. Holds no weights itself; they are read from the mapped file. Immutable and thread-safe.
 */
public final class WeightMatrix {
  private final GgufTensor tensor;
  private final long firstRow;
  private final int rows;
  private final int columns;
  private final WeightFormat format;

  /**
   * A run of a tensor's rows.
   *
   * @param firstRow the first row, counted over all dimensions but the contiguous one: so matrix e
   *     of a three-dimensional tensor of n-row matrices starts at e · n
   * @throws InvalidInputException if a panel of rows is too long to be used in place
   */
  public WeightMatrix(GgufTensor tensor, long firstRow, int rows) {
    this.tensor = tensor;
    this.firstRow = firstRow;
    this.rows = rows;
    this.columns = Math.toIntExact(tensor.columns());
    this.format = WeightFormat.of(tensor.type());
    if (firstRow < 0 || rows < 1 || firstRow + rows > tensor.rows()) {
      throw new IllegalArgumentException(
          "Cannot take rows %s to %s of tensor %s: it has %s."
              .formatted(firstRow, firstRow + rows, tensor.name(), tensor.rows()));
    }
    long max = GgufTensor.MAX_BYTES_IN_PLACE / PanelKernel.ROWS;
    if (tensor.rowBytes() > max) {
      throw new InvalidInputException(
          "Cannot use tensor %s: its rows have %s bytes, more than %s. Use another model."
              .formatted(tensor.name(), tensor.rowBytes(), max));
    }
  }

  /** The length of a product's result. */
  public int rows() {
    return rows;
  }

  /** The length of a product's operand. */
  public int columns() {
    return columns;
  }

  /** Decodes a whole row; for many of them use {@link WeightPanel#decodeRow}. */
  public void readRow(int row, float[] target, int offset) {
    new WeightPanel(new ScalarKernel()).decodeRow(this, row, target, offset);
  }

  /** How the weights are stored. */
  public WeightFormat format() {
    return format;
  }

  /**
   * Lets somebody use the stored bytes of consecutive rows in place.
   *
   * @param count of rows, at most {@link PanelKernel#ROWS}
   */
  public void use(int row, int count, GgufTensor.BytesUser user) {
    Objects.checkFromIndexSize(row, count, rows);
    int length = Math.toIntExact(count * tensor.rowBytes());
    tensor.use((firstRow + row) * tensor.rowBytes(), length, user);
  }

  /** Copies the stored bytes of consecutive whole rows to the start of {@code target}. */
  void readRows(int row, int count, byte[] target) {
    int length = Math.multiplyExact(count, format.bytes(columns));
    tensor.read((firstRow + row) * tensor.rowBytes(), target, 0, length);
  }

  /**
   * Copies the stored bytes of weights {@code column} to {@code column + count - 1} of a row; both
   * are multiples of the block length.
   *
   * @param target receives them from {@code start}
   */
  void read(int row, int column, int count, byte[] target, int start) {
    long position = (firstRow + row) * tensor.rowBytes() + format.bytes(column);
    tensor.read(position, target, start, format.bytes(count));
  }
}
