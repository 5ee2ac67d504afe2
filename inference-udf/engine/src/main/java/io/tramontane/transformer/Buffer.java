package io.tramontane.transformer;

/** Scratch that grows to the largest size asked for and is kept between steps. */
final class Buffer {
  private float[] values = {};

  /** At least {@code rows * width} elements of any content. */
  float[] of(int rows, int width) {
    int length = Math.multiplyExact(rows, width);
    if (values.length < length) {
      values = new float[length];
    }
    return values;
  }
}
