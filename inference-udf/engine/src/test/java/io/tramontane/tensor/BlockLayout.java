package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;
import java.util.function.IntUnaryOperator;

/**
 * Where a quantized block keeps each bit of its numbers, and what they mean.
 *
 * <p>Written from the structures in ggml's {@code ggml-common.h} and the {@code dequantize_row}
 * functions in {@code ggml-quants.c} as one map from (which number, which of its bits) to a bit of
 * the block, so that it shares no formulation with the decoders that it tests. Bit b of a block is
 * bit {@code b % 8} of byte {@code b / 8}.
 *
 * <p>Weight i is {@code scale * subScale * quant + minimumSign * minimum * subMinimum}, without
 * what a format does not have.
 *
 * @param quants one for each weight
 * @param subScales one for each sub-block
 * @param subMinimums one for each sub-block
 * @param scale one, float16 or, of 8 bits, the exponent of a power of two
 * @param minimum one, float16
 * @param minimumSign how the minimum enters
 */
record BlockLayout(
    Numbers quants,
    Numbers subScales,
    Numbers subMinimums,
    Numbers scale,
    Numbers minimum,
    int minimumSign) {

  /** The bit of a block that holds a number's bit. */
  @FunctionalInterface
  interface Place {
    int of(int index, int bit);
  }

  /**
   * Numbers of one kind in a block.
   *
   * @param bits how many bits each has
   * @param place where these are
   * @param value what the bits, read as an unsigned number, mean; of float16 numbers themselves
   */
  record Numbers(int count, int bits, Place place, IntUnaryOperator value) {}

  private static final int[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };
  private static final int[] MXFP4 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  private static final Numbers ABSENT =
      new Numbers(0, 0, (index, bit) -> 0, IntUnaryOperator.identity());

  static BlockLayout of(TensorType type) {
    return switch (type) {
      case Q4_0 -> simple(4, nibbles(2), q -> q - 8, float16(0), ABSENT);
      case Q4_1 -> simple(4, nibbles(4), IntUnaryOperator.identity(), float16(0), float16(2));
      case Q5_0 -> simple(5, withFifthBits(6, 2), q -> q - 16, float16(0), ABSENT);
      case Q5_1 ->
          simple(5, withFifthBits(8, 4), IntUnaryOperator.identity(), float16(0), float16(2));
      case Q8_0 -> simple(8, (i, b) -> 8 * (2 + i) + b, q -> (byte) q, float16(0), ABSENT);
      case IQ4_NL -> simple(4, nibbles(2), q -> NON_LINEAR[q], float16(0), ABSENT);
      case Q2_K ->
          nested(
              new Numbers(256, 2, (i, b) -> crumb(16, i) + b, IntUnaryOperator.identity()),
              new Numbers(16, 4, (s, b) -> 8 * s + b, IntUnaryOperator.identity()),
              new Numbers(16, 4, (s, b) -> 8 * s + 4 + b, IntUnaryOperator.identity()),
              float16(80),
              float16(82));
      case Q3_K ->
          nested(
              new Numbers(
                  256, 3, (i, b) -> b < 2 ? crumb(32, i) + b : 8 * (i % 32) + i / 32, q -> q - 4),
              new Numbers(
                  16,
                  6,
                  (s, b) ->
                      b < 4
                          ? 8 * (96 + s % 8) + 4 * (s / 8) + b
                          : 8 * (104 + s % 4) + 2 * (s / 4) + b - 4,
                  s -> s - 32),
              ABSENT,
              float16(108),
              ABSENT);
      case Q4_K ->
          nested(
              new Numbers(256, 4, (i, b) -> nibbleOf64(16, i) + b, IntUnaryOperator.identity()),
              sixBits(BlockLayout::sixBitScale),
              sixBits(BlockLayout::sixBitMinimum),
              float16(0),
              float16(2));
      case Q5_K ->
          nested(
              new Numbers(
                  256,
                  5,
                  (i, b) -> b < 4 ? nibbleOf64(48, i) + b : 8 * (16 + i % 32) + i / 32,
                  IntUnaryOperator.identity()),
              sixBits(BlockLayout::sixBitScale),
              sixBits(BlockLayout::sixBitMinimum),
              float16(0),
              float16(2));
      case Q6_K ->
          nested(
              new Numbers(
                  256,
                  6,
                  (i, b) ->
                      b < 4
                          ? 8 * (64 * (i / 128) + i % 64) + 4 * (i % 128 / 64) + b
                          : crumb(128, i) + b - 4,
                  q -> q - 32),
              new Numbers(16, 8, (s, b) -> 8 * (192 + s) + b, s -> (byte) s),
              ABSENT,
              float16(208),
              ABSENT);
      case IQ4_XS ->
          nested(
              new Numbers(
                  256,
                  4,
                  (i, b) -> 8 * (8 + 16 * (i / 32) + i % 16) + 4 * (i % 32 / 16) + b,
                  q -> NON_LINEAR[q]),
              new Numbers(
                  8,
                  6,
                  (s, b) -> b < 4 ? 8 * (4 + s / 2) + 4 * (s % 2) + b : 8 * 2 + 2 * s + b - 4,
                  s -> s - 32),
              ABSENT,
              float16(0),
              ABSENT);
      case MXFP4 ->
          simple(
              4,
              nibbles(1),
              q -> MXFP4[q],
              new Numbers(1, 8, (index, bit) -> bit, IntUnaryOperator.identity()),
              ABSENT);
      case F32, F16, BF16 ->
          throw new IllegalArgumentException(
              "Cannot lay out a block of " + type + ": it has none.");
    };
  }

  /** What the bits of the scale stand for: ggml's {@code GGML_E8M0_TO_FP32_HALF}, or float16. */
  double scaleValue(int bits) {
    return scale.bits() == 8 ? Math.scalb(1.0, (bits & 255) - 128) : Half.value(bits);
  }

  /** The bits of the nearest scale to a value, or of the power of two below it. */
  int scaleBits(double value) {
    return scale.bits() == 8 ? Math.getExponent(value) + 128 : Half.nearest(value);
  }

  private static BlockLayout simple(
      int bits, Place place, IntUnaryOperator value, Numbers scale, Numbers minimum) {
    return new BlockLayout(new Numbers(32, bits, place, value), ABSENT, ABSENT, scale, minimum, +1);
  }

  private static BlockLayout nested(
      Numbers quants, Numbers subScales, Numbers subMinimums, Numbers scale, Numbers minimum) {
    return new BlockLayout(quants, subScales, subMinimums, scale, minimum, -1);
  }

  private static Numbers float16(int firstByte) {
    return new Numbers(1, 16, (index, bit) -> 8 * firstByte + bit, IntUnaryOperator.identity());
  }

  /** 16 bytes: weights 0 to 15 in the low halves, 16 to 31 in the high ones. */
  private static Place nibbles(int firstByte) {
    return (i, b) -> 8 * (firstByte + i % 16) + 4 * (i / 16) + b;
  }

  private static Place withFifthBits(int firstByte, int fifthByte) {
    return (i, b) -> b < 4 ? nibbles(firstByte).of(i, b) : 8 * fifthByte + i;
  }

  /** For each 128 weights 32 bytes, each with 2 bits of the weights l, l + 32, l + 64, l + 96. */
  private static int crumb(int firstByte, int i) {
    return 8 * (firstByte + 32 * (i / 128) + i % 32) + 2 * (i % 128 / 32);
  }

  /** For each 64 weights 32 bytes, each with 4 bits of the weights l and l + 32. */
  private static int nibbleOf64(int firstByte, int i) {
    return 8 * (firstByte + 32 * (i / 64) + i % 32) + 4 * (i % 64 / 32);
  }

  private static Numbers sixBits(Place place) {
    return new Numbers(8, 6, place, IntUnaryOperator.identity());
  }

  /** The twelve bytes of {@code get_scale_min_k4}, which start at byte 4. */
  private static int sixBitScale(int s, int b) {
    if (s < 4) {
      return 8 * (4 + s) + b;
    }
    return b < 4 ? 8 * (4 + s + 4) + b : 8 * (4 + s - 4) + b + 2;
  }

  private static int sixBitMinimum(int s, int b) {
    if (s < 4) {
      return 8 * (4 + s + 4) + b;
    }
    return b < 4 ? 8 * (4 + s + 4) + 4 + b : 8 * (4 + s) + b + 2;
  }
}
