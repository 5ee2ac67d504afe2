package io.tramontane.tensor;

import io.tramontane.gguf.GgufTensor;

/**
 * A matrix of weights in a GGUF file: {@code rows} outputs by {@code columns} inputs, row after
 * row. Holds no weights itself; they are read from the mapped file. Immutable and thread-safe.
 */
public final class WeightMatrix {
  private final GgufTensor tensor;
  private final long firstRow;
  private final int rows;
  private final int columns;
  private final WeightDecoder decoder;

  /**
   * A run of a tensor's rows.
   *
   * @param firstRow the first row, counted over all dimensions but the contiguous one: so matrix e
   *     of a three-dimensional tensor of n-row matrices starts at e · n
   */
  public WeightMatrix(GgufTensor tensor, long firstRow, int rows) {
    this.tensor = tensor;
    this.firstRow = firstRow;
    this.rows = rows;
    this.columns = Math.toIntExact(tensor.columns());
    this.decoder = WeightDecoder.of(tensor.type());
    if (firstRow < 0 || rows < 1 || firstRow + rows > tensor.rows()) {
      throw new IllegalArgumentException(
          "Cannot take rows %d to %d of tensor %s: it has %d."
              .formatted(firstRow, firstRow + rows, tensor.name(), tensor.rows()));
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

  /** Decodes a whole row. */
  public void readRow(int row, float[] target, int offset) {
    byte[] stored = new byte[storedBytes(columns)];
    read(row, 0, columns, stored, target, offset);
  }

  /** How many bytes store a run of {@code count} weights, a multiple of the block length. */
  int storedBytes(int count) {
    return Math.toIntExact(tensor.type().bytes(count));
  }

  /** How many weights one block holds. */
  int blockLength() {
    return tensor.type().blockLength();
  }

  /**
   * Decodes weights {@code column} to {@code column + count - 1} of a row; both are multiples of
   * the block length.
   *
   * @param stored scratch of at least {@link #storedBytes} bytes
   */
  void read(int row, int column, int count, byte[] stored, float[] target, int offset) {
    int length = storedBytes(count);
    long position = (firstRow + row) * tensor.rowBytes() + storedBytes(column);
    tensor.read(position, stored, 0, length);
    decoder.decode(stored, 0, target, offset, count);
  }
}
