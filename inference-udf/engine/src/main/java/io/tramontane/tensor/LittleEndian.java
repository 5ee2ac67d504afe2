package io.tramontane.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of several bytes, as GGUF files store them. */
final class LittleEndian {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int intAt(byte[] source, int position) {
    return (int) INT.get(source, position);
  }

  static int shortAt(byte[] source, int position) {
    return (short) SHORT.get(source, position);
  }

  /** The IEEE 754 binary16 number at a position. */
  static float halfAt(byte[] source, int position) {
    return half(shortAt(source, position));
  }

  /**
   * The IEEE 754 binary16 number in the low 16 bits; subnormal numbers, infinities and NaN
   * included.
   */
  static float half(int bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = (bits & 0x7fff) << 13;
    if ((bits & 0x7c00) == 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | magnitude);
    }
    // Moving the exponent's bias by a multiplication also makes subnormal numbers right.
    float value = Float.intBitsToFloat(magnitude) * 0x1p112f;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }
}
