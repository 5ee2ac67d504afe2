package io.tramontane.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Weights stored as floating-point numbers, and the 16-bit scales of quantized blocks. */
final class FloatFormats {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private FloatFormats() {}

  static void float32(byte[] source, int start, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = Float.intBitsToFloat(intAt(source, start + 4 * i));
    }
  }

  static void float16(byte[] source, int start, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = halfAt(source, start + 2 * i);
    }
  }

  static void bfloat16(byte[] source, int start, float[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = Float.intBitsToFloat(shortAt(source, start + 2 * i) << 16);
    }
  }

  static int intAt(byte[] source, int position) {
    return (int) INT.get(source, position);
  }

  static int shortAt(byte[] source, int position) {
    return (short) SHORT.get(source, position);
  }

  /** The IEEE 754 binary16 number at a position; subnormal numbers, infinities and NaN included. */
  static float halfAt(byte[] source, int position) {
    int half = shortAt(source, position);
    int sign = (half & 0x8000) << 16;
    int magnitude = (half & 0x7fff) << 13;
    if ((half & 0x7c00) == 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | magnitude);
    }
    // Moving the exponent's bias by a multiplication also makes subnormal numbers right.
    float value = Float.intBitsToFloat(magnitude) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }
}
