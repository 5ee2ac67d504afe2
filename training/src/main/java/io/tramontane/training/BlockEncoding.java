package io.tramontane.training;

import io.tramontane.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes weights in GGUF's formats, as ggml's reference code does ({@code ggml-quants.c}: {@code
 * quantize_row_q8_0_ref}, {@code quantize_row_q4_0_ref}).
 */
final class BlockEncoding {
  private static final int BLOCK = 32;

  private BlockEncoding() {}

  /**
   * Encodes weights.
   *
   * @param weights row by row; for the quantized formats a multiple of 32 in each row
   * @param type F32, F16, Q8_0 or Q4_0
   */
  static byte[] encode(float[] weights, TensorType type) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(weights.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> out.asFloatBuffer().put(weights);
      case F16 -> {
        for (float weight : weights) {
          out.putShort(half(weight));
        }
      }
      case Q8_0 -> {
        for (int start = 0; start < weights.length; start += BLOCK) {
          putQ8(weights, start, out);
        }
      }
      case Q4_0 -> {
        for (int start = 0; start < weights.length; start += BLOCK) {
          putQ4(weights, start, out);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "Cannot encode weights as " + type + ": only F32, F16, Q8_0 and Q4_0 are known.");
    }
    return out.array();
  }

  /** A scale, then 32 signed bytes. */
  private static void putQ8(float[] weights, int start, ByteBuffer out) {
    float largest = weights[farthestFromZero(weights, start)];
    float scale = Math.abs(largest) / 127;
    float inverse = scale == 0 ? 0 : 1 / scale;
    out.putShort(half(scale));
    for (int i = 0; i < BLOCK; i++) {
      out.put((byte) Math.round(weights[start + i] * inverse));
    }
  }

  /** A scale, then 16 bytes: the first 16 weights in the low half, the others in the high one. */
  private static void putQ4(float[] weights, int start, ByteBuffer out) {
    float scale = weights[farthestFromZero(weights, start)] / -8;
    float inverse = scale == 0 ? 0 : 1 / scale;
    out.putShort(half(scale));
    for (int i = 0; i < BLOCK / 2; i++) {
      int low = nibble(weights[start + i] * inverse);
      int high = nibble(weights[start + i + BLOCK / 2] * inverse);
      out.put((byte) (low | high << 4));
    }
  }

  private static int nibble(float value) {
    return Math.min(15, (int) (value + 8.5f));
  }

  private static int farthestFromZero(float[] weights, int start) {
    int farthest = start;
    for (int i = start; i < start + BLOCK; i++) {
      if (Math.abs(weights[i]) > Math.abs(weights[farthest])) {
        farthest = i;
      }
    }
    return farthest;
  }

  /** IEEE 754 half precision, rounded to nearest, ties to even; JDK 17 has no method for it. */
  static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (magnitude >= 65520) {
      return (short) (sign | 0x7C00);
    }
    if (magnitude < 0x1p-14f) {
      // Subnormal: a multiple of 2^-24.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = (bits & 0x7FFFFFFF) + 0xFFF + (bits >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (112 << 10));
  }
}
