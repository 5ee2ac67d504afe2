package io.tramontane.tensor;

/**
 * Consecutive rows of a row-major matrix of activations, a view.
 *
 * @param data holds the elements; element (r, c) is {@code data[start + r * stride + c]}
 * @param start where the first row starts
 * @param stride from one row to the next, at least the row's length
 * @param count how many rows
 */
public record Rows(float[] data, int start, int stride, int count) {
  /** Rows that lie one after another from the start of an array. */
  public static Rows of(float[] data, int rowLength, int count) {
    return new Rows(data, 0, rowLength, count);
  }

  void requireRoomFor(int rows, int columns) {
    if (count != rows || stride < columns) {
      throw new IllegalArgumentException(
          "Cannot write %s rows of %s elements into %s rows of stride %s."
              .formatted(rows, columns, count, stride));
    }
  }

  /** The columns of these rows from {@code first} on. */
  Rows from(int first) {
    return new Rows(data, start + first, stride, count);
  }

  /** Some of these rows. */
  public Rows slice(int first, int length) {
    return new Rows(data, start + first * stride, stride, length);
  }
}
