package io.tramontane.tensor.jni;

import java.nio.ByteBuffer;

/**
 * The functions of {@code jni.c}. They trust what they are given: only {@link NativePanels}, which
 * checks it, calls them, once {@link NativeLibrary} has loaded the library. Buffers are direct;
 * places in them are in bytes.
 */
final class NativeProducts {
  private NativeProducts() {}

  /**
   * The levels that this processor has, a bit for each of {@link NativeLevel}, the first lowest.
   */
  static native int levels();

  /** The length of a {@link NativeFormat}. */
  static native int formatBytes();

  /** The length of a worker's scratch. */
  static native int workerBytes();

  /**
   * Quantizes elements as {@link io.tramontane.tensor.Int8Panels} defines it.
   *
   * @param from from {@code start}, a multiple of a block
   * @param to receives bytes at {@code values}, float32 at {@code scales}, int32 at {@code sums}
   */
  static native void quantize(
      int level,
      float[] from,
      int start,
      int count,
      ByteBuffer to,
      int values,
      int scales,
      int sums);

  /**
   * Multiplies quantized rows by a panel.
   *
   * @param mapped holds the panel's rows at {@code offset}
   * @param input as {@link #quantize} wrote it
   * @param rows of the input and the output
   * @param scratch {@link #workerBytes}
   * @param output receives {@code weightRows} elements a row
   */
  static native void multiplyInt8(
      int level,
      ByteBuffer format,
      ByteBuffer mapped,
      int offset,
      int weightRows,
      int columns,
      ByteBuffer input,
      int values,
      int scales,
      int sums,
      int rows,
      ByteBuffer scratch,
      float[] output,
      int start,
      int stride);

  /** Likewise in float32, of float32 input, row after row at {@code values}. */
  static native void multiplyFloat32(
      int level,
      ByteBuffer format,
      ByteBuffer mapped,
      int offset,
      int weightRows,
      int columns,
      ByteBuffer input,
      int values,
      int rows,
      ByteBuffer scratch,
      float[] output,
      int start,
      int stride);
}
