package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  private static final int STEP = 331;
  private static final int RUN = 4_000;

  @Test
  void isWithinTwoUnitsInTheLastPlace() {
    int smallest = Float.floatToRawIntBits(0x1p-30f);
    for (int x = smallest; x <= Float.floatToRawIntBits(Exponential.LARGEST); x += STEP) {
      assertThat(error(Float.intBitsToFloat(x))).isLessThan(2);
    }
    for (int x = smallest; x <= Float.floatToRawIntBits(-Exponential.SMALLEST); x += STEP) {
      assertThat(error(-Float.intBitsToFloat(x))).isLessThan(2);
    }
  }

  /** The error in units in the last place of the true value. */
  private static double error(float x) {
    double exact = StrictMath.exp(x);
    return Math.abs(Exponential.exp(x) - exact) / Math.ulp((float) exact);
  }

  /** Where the argument's reduction goes from one power of two to the next it could jump. */
  @Test
  void neverFallsWhereThePowerOfTwoChanges() {
    for (int n = -125; n <= 126; n++) {
      assertNeverFalls((float) ((n + 0.5) * StrictMath.log(2)));
    }
  }

  @Test
  void neverFallsElsewhere() {
    Random random = new Random(4);
    float range = Exponential.LARGEST - Exponential.SMALLEST;
    for (int i = 0; i < 500; i++) {
      assertNeverFalls(Exponential.SMALLEST + range * random.nextFloat());
    }
    assertNeverFalls(0);
  }

  /** Over consecutive floats on both sides. */
  private static void assertNeverFalls(float centre) {
    float x = centre - RUN / 2 * Math.ulp(centre);
    float before = Exponential.exp(x);
    for (int i = 0; i < RUN; i++) {
      x = Math.nextUp(x);
      float power = Exponential.exp(x);
      if (power < before) {
        throw new AssertionError("exp(%s) is %s, less than before it".formatted(x, power));
      }
      before = power;
    }
  }

  @Test
  void isOneAtZero() {
    Bits.assertSame(Exponential.exp(0f), 1f);
    Bits.assertSame(Exponential.exp(-0f), 1f);
    Bits.assertSame(Exponential.exp(Float.MIN_VALUE), 1f);
    Bits.assertSame(Exponential.exp(-Float.MIN_NORMAL), 1f);
  }

  @Test
  void staysAPositiveNormalNumberBeyondItsRange() {
    float smallest = Exponential.exp(Exponential.SMALLEST);
    float largest = Exponential.exp(Exponential.LARGEST);
    assertThat(smallest).isGreaterThan(Float.MIN_NORMAL);
    assertThat(largest).isLessThan(Float.MAX_VALUE);

    for (float below : new float[] {-87.1f, -1000, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
      Bits.assertSame(Exponential.exp(below), smallest);
    }
    for (float above : new float[] {88.1f, 1000, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      Bits.assertSame(Exponential.exp(above), largest);
    }
  }

  @Test
  void isNotANumberForWhatIsNone() {
    assertThat(Exponential.exp(Float.NaN)).isNaN();
  }
}
