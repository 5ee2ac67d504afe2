package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * How a format stores weights, as data, so that one loop of a {@link Kernel} serves many formats.
 *
 * <p>A block of a quantized format is read as 32-bit little-endian words, which hold a quantized
 * value q for each weight, a scale, perhaps a float16 minimum, and in formats with sub-blocks a
 * quantized scale for each. A weight is {@code fma(scale, q, minimum)}, where
 *
 * <ul>
 *   <li>scale is the block's scale, times the sub-block's if it has one;
 *   <li>minimum is {@code scale * -zero}, or in formats with minimums the block's minimum, times
 *       the negated sub-block's if it has one.
 * </ul>
 *
 * <p>Every product of a scale and a value fits float32's 24 bits, so a weight is rounded once at
 * most, when a minimum is added. Nobody changes the arrays.
 *
 * @param encoding what values stand for; of the float formats, which have no blocks, only this and
 *     the type mean something
 * @param subBlockLength weights under one scale and minimum
 * @param valueBytes where in a block the words begin that hold values
 * @param headerBytes where the words begin that hold scales; they follow the others
 * @param wordFlip bits of words with values that are flipped as they are read, which makes signed
 *     bytes unsigned
 * @param low the lower, or only, bits of the values
 * @param high the bits above them
 * @param table what q is by what is stored, of the encoding {@link Encoding#TABLE}
 * @param zero the value that stands for 0, where there are no minimums
 * @param scale the block's scale
 * @param scaleEncoding what is stored there
 * @param minimum the block's minimum, float16
 * @param subScale the sub-blocks' scales
 * @param subMinimum the sub-blocks' minimums
 */
public record WeightFormat(
    TensorType type,
    Encoding encoding,
    int subBlockLength,
    int[] valueBytes,
    int[] headerBytes,
    int wordFlip,
    BitField low,
    @Nullable BitField high,
    float[] table,
    int zero,
    NumberPlace scale,
    ScaleEncoding scaleEncoding,
    @Nullable NumberPlace minimum,
    @Nullable ScaleField subScale,
    @Nullable ScaleField subMinimum) {

  /** What a quantized value, or a word, stands for. */
  public enum Encoding {
    /** q is the unsigned integer {@code low | high << low.bits()}. */
    INTEGER,
    /** q is an entry of {@link WeightFormat#table}. */
    TABLE,
    /** No blocks; two IEEE 754 binary16 numbers in a word. */
    FLOAT16,
    /** No blocks; two numbers in a word, each the upper half of a binary32. */
    BFLOAT16,
    /** No blocks; one binary32 number in a word. */
    FLOAT32
  }

  /** How a block's scale is stored. */
  public enum ScaleEncoding {
    /** An IEEE 754 binary16 number. */
    FLOAT16,
    /** A byte, see {@link WeightFormat#halfPower}. */
    EXPONENT
  }

  /** Where a block's number is: in which word, and how many bits above its lowest. */
  public record NumberPlace(int word, int shift) {}

  /** The format of a tensor. */
  public static WeightFormat of(TensorType type) {
    return WeightFormats.of(type);
  }

  /**
   * Half of what the byte stands for in E8M0 (Open Compute Project, "OCP Microscaling Formats (MX)
   * Specification", 2023), as ggml has it, whose values are twice those of the specification: 2 to
   * the power of {@code exponent - 128}. The specification's NaN, 255, is a number like the others.
   *
   * @param exponent 0 to 255
   */
  public static float halfPower(int exponent) {
    return exponent < 2
        ? Float.intBitsToFloat(0x00200000 << exponent)
        : Float.intBitsToFloat((exponent - 1) << 23);
  }

  /** Whether weights come in blocks with scales. */
  public boolean isQuantized() {
    return type.blockLength() > 1;
  }

  /** Weights in a block; 1 where there are no blocks. */
  public int blockLength() {
    return type.blockLength();
  }

  /** Words of a block, {@link #spread} ones included. */
  public int blockWords() {
    return valueBytes.length + headerBytes.length + (hasFifthBitsApart() ? 8 : 0);
  }

  /** Whether a block's first word holds one bit of each weight, to be {@link #spread}. */
  public boolean hasFifthBitsApart() {
    return type == TensorType.Q5_0 || type == TensorType.Q5_1;
  }

  /** The lowest four bits, each to the lowest bit of a byte of its own. */
  static int spread(int bits) {
    return (bits & 15) * 0x00204081 & 0x01010101;
  }

  /** Bytes that store a run of weights. */
  int bytes(int count) {
    return Math.toIntExact(type.bytes(count));
  }
}
