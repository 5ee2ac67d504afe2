package io.tramontane.tensor;

/**
 * The exponential function in binary32, the same bits on every machine.
 *
 * <p>{@code exp(x) = 2^n · e^r} with n the integer nearest to x · log2(e) and r = x - n · ln(2),
 * ln(2) in two parts; e^r by the polynomial of the Cephes library's {@code expf} (Moshier, 1989),
 * evaluated by fma. The error is below 2 units in the last place. The argument is first clamped to
 * [{@link #SMALLEST}, {@link #LARGEST}], where the result is a normal number; NaN stays NaN.
 */
public final class Exponential {
  /** Arguments below this are taken as this; its exponential is 1.6e-38. */
  public static final float SMALLEST = -87.0f;

  /** Arguments above this are taken as this; its exponential is 1.7e38. */
  public static final float LARGEST = 88.0f;

  public static final float LOG2_E = 1.44269504088896341f;
  public static final float LN2_HIGH = 0.693359375f;
  public static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5 · 2^23: adding it rounds to an integer, which the low bits then hold. */
  public static final float ROUNDER = 12582912f;

  public static final float C5 = 1.9875691500e-4f;
  public static final float C4 = 1.3981999507e-3f;
  public static final float C3 = 8.3334519073e-3f;
  public static final float C2 = 4.1665795894e-2f;
  public static final float C1 = 1.6666665459e-1f;
  public static final float C0 = 5.0000001201e-1f;

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
