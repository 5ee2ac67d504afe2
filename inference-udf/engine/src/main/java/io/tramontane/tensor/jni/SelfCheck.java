package io.tramontane.tensor.jni;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.PanelKernel;
import io.tramontane.tensor.WeightFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A small product whose result is known: a library that was built for something else, or a
 * processor that lacks what it claims to have, is found before it computes a document.
 *
 * <p>Row r of the weights has the values {@code r - 32 + k}, and the input the values {@code k -
 * 20}, whose largest magnitude is 127 after scaling, so that all scales and integers are exact and
 * both arithmetics give the integer that a plain sum does.
 */
final class SelfCheck {
  private static final int ROWS = PanelKernel.ROWS;
  private static final int COLUMNS = 32;
  private static final int ROW_BYTES = 34;
  private static final short HALF_ONE = 0x3c00;

  private SelfCheck() {}

  /**
   * @throws IllegalStateException if a level computes something else
   */
  static void run(NativeLevel level) {
    ByteBuffer weights = direct(ROWS * ROW_BYTES);
    float[] input = new float[COLUMNS];
    float[] expected = new float[ROWS];
    for (int k = 0; k < COLUMNS; k++) {
      input[k] = k == 0 ? 127 : 3 * k - 50;
    }
    for (int row = 0; row < ROWS; row++) {
      weights.putShort(HALF_ONE);
      for (int k = 0; k < COLUMNS; k++) {
        int weight = row - ROWS / 2 + k;
        weights.put((byte) weight);
        expected[row] += weight * input[k];
      }
    }
    compare(level, "int8", int8(level, weights, input), expected);
    compare(level, "float32", float32(level, weights, input), expected);
  }

  private static float[] int8(NativeLevel level, ByteBuffer weights, float[] input) {
    ByteBuffer format = NativeFormat.of(WeightFormat.of(TensorType.Q8_0));
    int scales = COLUMNS;
    int sums = scales + Float.BYTES;
    ByteBuffer stored = direct(sums + 2 * Integer.BYTES);
    ByteBuffer scratch = direct(NativeProducts.workerBytes());
    float[] output = new float[ROWS];
    NativeProducts.quantize(level.number(), input, 0, COLUMNS, stored, 0, scales, sums);
    NativeProducts.multiplyInt8(
        level.number(),
        format,
        weights,
        0,
        ROWS,
        COLUMNS,
        stored,
        0,
        scales,
        sums,
        1,
        scratch,
        output,
        0,
        ROWS);
    return output;
  }

  private static float[] float32(NativeLevel level, ByteBuffer weights, float[] input) {
    ByteBuffer format = NativeFormat.of(WeightFormat.of(TensorType.Q8_0));
    ByteBuffer stored = direct(COLUMNS * Float.BYTES);
    stored.asFloatBuffer().put(input);
    ByteBuffer scratch = direct(NativeProducts.workerBytes());
    float[] output = new float[ROWS];
    NativeProducts.multiplyFloat32(
        level.number(), format, weights, 0, ROWS, COLUMNS, stored, 0, 1, scratch, output, 0, ROWS);
    return output;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  static void compare(NativeLevel level, String arithmetic, float[] actual, float[] expected) {
    for (int row = 0; row < ROWS; row++) {
      if (actual[row] != expected[row]) {
        throw new IllegalStateException(
            "its %s code for %s gives %s where %s is right"
                .formatted(arithmetic, level, actual[row], expected[row]));
      }
    }
  }
}
