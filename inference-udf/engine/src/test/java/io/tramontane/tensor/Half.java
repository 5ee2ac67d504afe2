package io.tramontane.tensor;

/** The IEEE 754 binary16 format, by its definition and in double precision. */
public final class Half {
  private static final int BIAS = 15;
  private static final int FRACTION_BITS = 10;
  private static final int SPECIAL_EXPONENT = 31;

  private Half() {}

  /** The number that 16 bits stand for. */
  static double value(int bits) {
    int exponent = (bits >> FRACTION_BITS) & SPECIAL_EXPONENT;
    double fraction = (bits & 1023) / 1024.0;
    double magnitude;
    if (exponent == SPECIAL_EXPONENT) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, 1 - BIAS);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - BIAS);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  /** The bits of the number nearest to a value whose magnitude is below 65,504. */
  public static int nearest(double value) {
    double magnitude = Math.abs(value);
    int exponent = Math.max(Math.getExponent(magnitude), 1 - BIAS);
    // A fraction of 1024 or more carries into the exponent, as the format wants it.
    long significand = Math.round(Math.scalb(magnitude, FRACTION_BITS - exponent));
    int bits = ((exponent + BIAS - 1) << FRACTION_BITS) + (int) significand;
    return value < 0 ? bits | 0x8000 : bits;
  }
}
