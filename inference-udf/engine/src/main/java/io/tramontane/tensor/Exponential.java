package io.tramontane.tensor;

/**
 * The exponential function in binary32, the same bits on every machine.
 *
 * <p>{@code exp(x) = 2^n · e^r} with n the integer nearest to x · log2(e) and r = x - n · ln(2),
 * ln(2) in two parts; e^r by the polynomial of the Cephes library's {@code expf} (Moshier, 1989),
 * its coefficients rounded to binary32, evaluated by fma. The error is below 2 units in the last
 * place. The argument is first clamped to [{@link #SMALLEST}, {@link #LARGEST}], where the result
 * is a normal number; NaN stays NaN.
 */
public final class Exponential {
  /** Arguments below this are taken as this; its exponential is 1.6e-38. */
  public static final float SMALLEST = -87.0f;

  /** Arguments above this are taken as this; its exponential is 1.7e38. */
  public static final float LARGEST = 88.0f;

  public static final float LOG2_E = 1.442695f;
  public static final float LN2_HIGH = 0.6933594f;
  public static final float LN2_LOW = -2.1219444e-4f;

  /** 1.5 · 2^23: adding it rounds to an integer, which the low bits then hold. */
  public static final float ROUNDER = 12582912f;

  public static final float C5 = 1.9875691e-4f;
  public static final float C4 = 1.3981999e-3f;
  public static final float C3 = 8.333452e-3f;
  public static final float C2 = 4.1665796e-2f;
  public static final float C1 = 1.6666666e-1f;
  public static final float C0 = 0.5f;

  private Exponential() {}

  /** e to the power of x. */
  public static float exp(float x) {
    float clamped = Math.min(Math.max(x, SMALLEST), LARGEST);
    float rounded = Math.fma(clamped, LOG2_E, ROUNDER);
    float n = rounded - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float p = C5;
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, C1);
    p = Math.fma(p, r, C0);
    float power = Math.fma(p, r * r, r) + 1f;
    float scale = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + 0x3f800000);
    return power * scale;
  }
}
