package io.tramontane.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel against {@link Kernel}'s definitions, bit for bit, untouched elements included. */
class KernelTest {
  private static final int LONGEST = 100;
  private static final List<Float> NOTABLE =
      List.of(
          Float.MIN_VALUE,
          -Float.MIN_NORMAL,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN);

  private final DefinedKernel defined = new DefinedKernel();
  private final Random random = new Random(20);

  static List<Kernel> kernels() {
    return EveryKernel.here();
  }

  /** Without it the other tests would test plain Java only. */
  @Test
  void thisJvmHasKernelsOfSeveralWidths() {
    assertThat(Kernel.best().getClass().getName())
        .isEqualTo("io.tramontane.tensor.vector.VectorKernel");
    assertThat(Kernel.of(VectorBits.BITS_128).getClass()).isEqualTo(Kernel.best().getClass());
    assertThat(Kernel.of(VectorBits.NONE)).isInstanceOf(ScalarKernel.class);
    assertThat(Kernel.best()).isSameAs(Kernel.best());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesMatricesOfAnyShape(Kernel kernel) {
    for (int i = 0; i < 200; i++) {
      assertMultiplies(
          kernel,
          new Shape(random.nextInt(21), 16 * random.nextInt(11), 1 + random.nextInt(300)),
          Values.ORDINARY);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesWhateverStandsInAMatrix(Kernel kernel) {
    for (int i = 0; i < 200; i++) {
      assertMultiplies(
          kernel,
          new Shape(1 + random.nextInt(8), 16 * (1 + random.nextInt(6)), 1 + random.nextInt(12)),
          Values.ANY);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesMatricesWithoutDepth(Kernel kernel) {
    assertMultiplies(kernel, new Shape(7, 80, 0), Values.ANY);
  }

  private record Shape(int rows, int columns, int depth) {}

  private void assertMultiplies(Kernel kernel, Shape shape, Values values) {
    int aStart = random.nextInt(20);
    int bStart = random.nextInt(20);
    int cStart = random.nextInt(20);
    int aStride = shape.depth() + random.nextInt(5);
    int bStride = shape.columns() + random.nextInt(20);
    int cStride = shape.columns() + random.nextInt(20);
    float[] a = values.draw(aStart + shape.rows() * aStride, random);
    float[] b = values.draw(bStart + shape.depth() * bStride, random);
    float[] actual = values.draw(cStart + shape.rows() * cStride, random);
    float[] expected = actual.clone();

    kernel.multiplyAdd(
        shape.rows(),
        shape.columns(),
        shape.depth(),
        a,
        aStart,
        aStride,
        b,
        bStart,
        bStride,
        actual,
        cStart,
        cStride);

    defined.multiplyAdd(
        shape.rows(),
        shape.columns(),
        shape.depth(),
        a,
        aStart,
        aStride,
        b,
        bStart,
        bStride,
        expected,
        cStart,
        cStride);
    Bits.assertSame(actual, expected);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsSquares(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] x = values.draw(start + length + 3, random);

          Bits.assertSame(
              kernel.sumOfSquares(x, start, length), defined.sumOfSquares(x, start, length));
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void findsTheLargest(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] x = values.draw(start + length + 3, random);

          Bits.assertSame(kernel.max(x, start, length), defined.max(x, start, length));
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void findsTheLargestWhereverItStands(Kernel kernel) {
    for (float largest : new float[] {3, 0f, -1, Float.POSITIVE_INFINITY, Float.NaN}) {
      float below = largest == 0 ? -0f : Float.NEGATIVE_INFINITY;
      for (int length = 1; length <= 40; length++) {
        for (int place = 0; place < length; place++) {
          float[] x = new float[length];
          Arrays.fill(x, below);
          x[place] = largest;

          Bits.assertSame(kernel.max(x, 0, length), largest);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void exponentiates(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] actual = values.draw(start + length + 3, random);
          float[] expected = actual.clone();
          float shift = values.draw(1, random)[0];

          Bits.assertSame(
              kernel.exponentiate(actual, start, length, shift),
              defined.exponentiate(expected, start, length, shift));
          Bits.assertSame(actual, expected);
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void scalesByWeights(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] x = values.draw(start + length, random);
          float[] weights = values.draw(length, random);
          float scale = values.draw(1, random)[0];
          float[] actual = values.draw(start + 5 + length + 3, random);
          float[] expected = actual.clone();

          kernel.scaleByWeights(x, start, scale, weights, actual, start + 5, length);

          defined.scaleByWeights(x, start, scale, weights, expected, start + 5, length);
          Bits.assertSame(actual, expected);
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesBySilu(Kernel kernel) {
    assertGates(kernel::siluMultiply, defined::siluMultiply);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesByClampedGates(Kernel kernel) {
    assertGates(kernel::clampedSwiglu, defined::clampedSwiglu);
  }

  /** What replaces gates by their product with what they gate. */
  @FunctionalInterface
  private interface Gating {
    void apply(float[] gate, int gateStart, float[] up, int upStart, int length);
  }

  private void assertGates(Gating tested, Gating definition) {
    forEachLength(
        (length, start, values) -> {
          float[] up = values.draw(start + 5 + length, random);
          float[] actual = values.draw(start + length + 3, random);
          float[] expected = actual.clone();

          tested.apply(actual, start, up, start + 5, length);

          definition.apply(expected, start, up, start + 5, length);
          Bits.assertSame(actual, expected);
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void addsScaled(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] x = values.draw(start + 5 + length, random);
          float scale = values.draw(1, random)[0];
          float[] actual = values.draw(start + length + 3, random);
          float[] expected = actual.clone();

          kernel.addScaled(x, start + 5, scale, actual, start, length);

          defined.addScaled(x, start + 5, scale, expected, start, length);
          Bits.assertSame(actual, expected);
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void addsScaledProducts(Kernel kernel) {
    forEachLength(
        (length, start, values) -> {
          float[] x = values.draw(start + 5 + length, random);
          float[] z = values.draw(start + 2 + length, random);
          float scale = values.draw(1, random)[0];
          float[] actual = values.draw(start + length + 3, random);
          float[] expected = actual.clone();

          kernel.addScaledProducts(x, start + 5, scale, z, start + 2, actual, start, length);

          defined.addScaledProducts(x, start + 5, scale, z, start + 2, expected, start, length);
          Bits.assertSame(actual, expected);
        });
  }

  @FunctionalInterface
  private interface LengthTest {
    void run(int length, int start, Values values);
  }

  private void forEachLength(LengthTest test) {
    for (int length = 1; length <= LONGEST; length++) {
      for (int repeat = 0; repeat < 4; repeat++) {
        test.run(length, random.nextInt(20), repeat < 2 ? Values.ORDINARY : Values.ANY);
      }
    }
  }

  /** What random elements look like. */
  private enum Values {
    /** Normally distributed, as activations are. */
    ORDINARY {
      @Override
      float one(Random random) {
        return (float) (4 * random.nextGaussian());
      }
    },
    /** Any exponent, and among them zeros of both signs, infinities and NaN. */
    ANY {
      @Override
      float one(Random random) {
        return switch (random.nextInt(10)) {
          case 0 -> NOTABLE.get(random.nextInt(NOTABLE.size()));
          case 1 -> random.nextBoolean() ? 0f : -0f;
          case 2 -> Float.intBitsToFloat(random.nextInt());
          default -> ORDINARY.one(random);
        };
      }
    };

    abstract float one(Random random);

    float[] draw(int length, Random random) {
      float[] drawn = new float[length];
      for (int i = 0; i < length; i++) {
        drawn[i] = one(random);
      }
      return drawn;
    }
  }
}
