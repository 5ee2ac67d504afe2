package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares floats by their bits: -0 differs from +0; a NaN equals every NaN, since IEEE 754 leaves
 * its payload open.
 */
public final class Bits {
  private Bits() {}

  /** Requires equal numbers. */
  public static void assertSame(float actual, float expected) {
    assertSame(new float[] {actual}, new float[] {expected});
  }

  /** Requires equal lengths and elements; says where the first difference is. */
  public static void assertSame(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
        throw new AssertionError(
            "element %s is %s, expected %s (%s, expected %s)"
                .formatted(
                    i,
                    actual[i],
                    expected[i],
                    Float.toHexString(actual[i]),
                    Float.toHexString(expected[i])));
      }
    }
  }
}
