package io.tramontane.transformer;

/**
 * bfloat16: the upper half of an IEEE 754 binary32 number, that is its sign, its 8 bits of exponent
 * and 7 of its fraction.
 */
final class Bfloat16 {
  private static final int NOT_A_NUMBER = 0x7fc0;

  private Bfloat16() {}

  /** The nearest bfloat16, of two equally near the even one; infinity beyond the largest. */
  static short round(float value) {
    if (Float.isNaN(value)) {
      return NOT_A_NUMBER;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** Writes numbers as float32, which is exact, to the start of {@code target}. */
  static void widen(short[] numbers, float[] target) {
    for (int i = 0; i < numbers.length; i++) {
      target[i] = Float.intBitsToFloat(numbers[i] << 16);
    }
  }
}
