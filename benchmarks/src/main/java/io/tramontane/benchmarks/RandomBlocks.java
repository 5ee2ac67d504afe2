package io.tramontane.benchmarks;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * Random weights in the blocks of a format, written as they are made.
 *
 * <p>A quantized block is random bytes under a fixed scale: its integers are then uniform, and the
 * scale gives the weights the wanted deviation. Layouts are those of ggml's {@code ggml-common.h}.
 */
final class RandomBlocks {
  private static final int BLOCKS_AT_ONCE = 1024;

  /** The roots of the mean squares of uniform integers: of signed bytes, and of 4 bits less 8. */
  private static final double SIGNED_BYTE = rootMeanSquare(-128, 127);

  private static final double FOUR_BITS_LESS_8 = rootMeanSquare(-8, 7);

  /** Of 6 bits, of 4 bits less 7.5, of 6 bits less 32. */
  private static final double SIX_BITS = rootMeanSquare(0, 63);

  private static final double FOUR_BITS_LESS_MEAN = Math.sqrt((16 * 16 - 1) / 12.0);
  private static final double SIX_BITS_LESS_32 = rootMeanSquare(-32, 31);

  /** Of twice the 4-bit floats of MXFP4: 0, 1, 2, 3, 4, 6, 8 and 12 of either sign. */
  private static final double FOUR_BIT_FLOATS = Math.sqrt(34.25);

  private final TensorType format;
  private final double deviation;
  private final RandomGenerator random;

  /**
   * @param deviation the root of the weights' mean square
   */
  RandomBlocks(TensorType format, double deviation, RandomGenerator random) {
    this.format = requireSupported(format);
    this.deviation = deviation;
    this.random = random;
  }

  /**
   * The format itself.
   *
   * @throws InvalidInputException if no blocks of it can be made
   */
  static TensorType requireSupported(TensorType format) {
    return switch (format) {
      case F32, F16, Q4_0, Q8_0, Q4_K, Q6_K, MXFP4 -> format;
      default ->
          throw new InvalidInputException(
              "Cannot make random weights in %s: only F32, F16, Q4_0, Q8_0, Q4_K, Q6_K and MXFP4 are supported. Choose one of them."
                  .formatted(format));
    };
  }

  /** Writes this many weights, a multiple of the format's block length. */
  void writeTo(OutputStream out, long weights) throws IOException {
    int blockBytes = format.blockBytes();
    ByteBuffer blocks =
        ByteBuffer.allocate(BLOCKS_AT_ONCE * blockBytes).order(ByteOrder.LITTLE_ENDIAN);
    long left = weights / format.blockLength();
    while (left > 0) {
      int count = (int) Math.min(BLOCKS_AT_ONCE, left);
      random.nextBytes(blocks.array());
      for (int block = 0; block < count; block++) {
        shape(blocks, block * blockBytes);
      }
      out.write(blocks.array(), 0, count * blockBytes);
      left -= count;
    }
  }

  /** Turns random bytes into a block of the format. */
  private void shape(ByteBuffer blocks, int start) {
    switch (format) {
      case F32 -> blocks.putFloat(start, (float) uniform(blocks.getInt(start)));
      case F16 -> blocks.putShort(start, half(uniform(blocks.getShort(start) << 16)));
      case Q4_0 -> putScale(blocks, start, deviation / FOUR_BITS_LESS_8);
      case Q8_0 -> putScale(blocks, start, deviation / SIGNED_BYTE);
      case Q4_K -> {
        double scale = deviation / (SIX_BITS * FOUR_BITS_LESS_MEAN);
        blocks.putShort(start, half(scale));
        blocks.putShort(start + 2, half(scale * 7.5));
        equateScalesAndMinimums(blocks, start + 4);
      }
      case MXFP4 -> putExponent(blocks, start);
      case Q6_K -> putScale(blocks, start + 208, deviation / (SIGNED_BYTE * SIX_BITS_LESS_32));
      default -> throw new IllegalStateException("Cannot make blocks of " + format + ".");
    }
  }

  /** Puts a scale of random sign, since the integers under it lie a little off zero. */
  private static void putScale(ByteBuffer blocks, int position, double scale) {
    blocks.putShort(position, half(blocks.get(position) < 0 ? -scale : scale));
  }

  /**
   * Puts one of the two powers of two about the wanted scale, so often that the mean square is as
   * wanted.
   */
  private void putExponent(ByteBuffer blocks, int position) {
    double scale = deviation / FOUR_BIT_FLOATS;
    int below = Math.getExponent(scale);
    double ratio = scale / Math.scalb(1.0, below);
    boolean isAbove = (blocks.get(position) & 255) / 256.0 < (ratio * ratio - 1) / 3;
    blocks.put(position, (byte) (128 + below + (isAbove ? 1 : 0)));
  }

  /**
   * Gives each of a Q4_K block's eight sub-blocks its scale as its minimum, so that the weights lie
   * around zero.
   *
   * @param start of the 12 bytes that hold eight scales and eight minimums of 6 bits
   */
  private static void equateScalesAndMinimums(ByteBuffer blocks, int start) {
    for (int i = 0; i < 4; i++) {
      blocks.put(start + 4 + i, blocks.get(start + i));
      int low = blocks.get(start + 8 + i) & 15;
      blocks.put(start + 8 + i, (byte) (low | (low << 4)));
    }
  }

  /** Uniform around zero, of the wanted deviation. */
  private double uniform(int bits) {
    return bits * 0x1p-31 * Math.sqrt(3) * deviation;
  }

  /** IEEE 754 binary16, rounded towards zero, of numbers below 65,520. */
  private static short half(double value) {
    int sign = value < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    int subnormal = (int) (magnitude * 0x1p24);
    int normal = (Float.floatToRawIntBits((float) magnitude) - ((127 - 15) << 23)) >> 13;
    return (short) (sign | (magnitude < 0x1p-14 ? subnormal : normal));
  }

  private static double rootMeanSquare(int from, int to) {
    double sum = 0;
    for (int value = from; value <= to; value++) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / (to - from + 1));
  }
}
