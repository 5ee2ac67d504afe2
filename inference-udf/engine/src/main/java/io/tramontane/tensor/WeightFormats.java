package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.WeightFormat.Encoding;
import io.tramontane.tensor.WeightFormat.NumberPlace;
import io.tramontane.tensor.WeightFormat.ScaleEncoding;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The formats of ggml (github.com/ggml-org/ggml, {@code ggml-common.h} and {@code ggml-quants.c}).
 *
 * <p>All places are bits, counted from the block's first byte's lowest.
 */
final class WeightFormats {
  /** Of the non-linear 4-bit formats, {@code kvalues_iq4nl}. */
  private static final float[] IQ4_VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the 4-bit floats of the microscaling formats, {@code kvalues_mxfp4}. */
  private static final float[] MXFP4_VALUES = {
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
  };

  private static final float[] NO_TABLE = {};

  private static final Map<TensorType, WeightFormat> ALL = new EnumMap<>(TensorType.class);

  static {
    for (TensorType type : TensorType.values()) {
      ALL.put(type, make(type));
    }
  }

  private final TensorType type;
  private final int[] valueBytes;
  private final int[] headerBytes;
  private Encoding encoding = Encoding.INTEGER;
  private int subBlockLength = 32;
  private int wordFlip;
  private BitField low = new BitField(new int[0], new int[0], 0);
  private @Nullable BitField high;
  private float[] table = NO_TABLE;
  private int zero;
  private NumberPlace scale = new NumberPlace(0, 0);
  private ScaleEncoding scaleEncoding = ScaleEncoding.FLOAT16;
  private @Nullable NumberPlace minimum;
  private @Nullable ScaleField subScale;
  private @Nullable ScaleField subMinimum;

  private WeightFormats(TensorType type, int firstByte, int valueWords, int... headerBytes) {
    this.type = type;
    this.valueBytes = IntStream.range(0, valueWords).map(word -> firstByte + 4 * word).toArray();
    this.headerBytes = headerBytes;
  }

  static WeightFormat of(TensorType type) {
    WeightFormat format = ALL.get(type);
    if (format == null) {
      throw new IllegalArgumentException("Cannot decode weights: " + type + " has no decoder.");
    }
    return format;
  }

  private static WeightFormat make(TensorType type) {
    return switch (type) {
      case F32 -> floats(type, Encoding.FLOAT32);
      case F16 -> floats(type, Encoding.FLOAT16);
      case BF16 -> floats(type, Encoding.BFLOAT16);
      case Q4_0 -> new WeightFormats(type, 2, 4, 0).float16At(0).low(4, nibbles(2)).zero(8).made();
      case Q4_1 -> new WeightFormats(type, 4, 4, 0).float16At(0, 2).low(4, nibbles(4)).made();
      case Q5_0 ->
          new WeightFormats(type, 2, 5, 0)
              .float16At(0)
              .low(4, nibbles(6))
              .fifthBitsApart()
              .zero(16)
              .made();
      case Q5_1 ->
          new WeightFormats(type, 4, 5, 0)
              .float16At(0, 2)
              .low(4, nibbles(8))
              .fifthBitsApart()
              .made();
      case Q8_0 ->
          new WeightFormats(type, 2, 8, 0)
              .float16At(0)
              .signedBytes()
              .low(8, k -> 8 * (2 + k))
              .zero(128)
              .made();
      case IQ4_NL ->
          new WeightFormats(type, 2, 4, 0).float16At(0).low(4, nibbles(2)).table(IQ4_VALUES).made();
      case MXFP4 ->
          new WeightFormats(type, 1, 4, 0)
              .exponentAt(0)
              .low(4, nibbles(1))
              .table(MXFP4_VALUES)
              .made();
      case Q2_K ->
          new WeightFormats(type, 16, 16, 0, 4, 8, 12, 80)
              .float16At(80, 82)
              .low(2, quarters(16))
              .subBlocksOf16()
              .subScale(4, s -> 8 * s)
              .subMinimum(4, s -> 8 * s + 4)
              .made();
      case Q3_K ->
          new WeightFormats(type, 0, 24, 96, 100, 104, 106)
              .float16At(108)
              .low(2, quarters(32))
              .high(1, k -> 8 * (k % 32) + k / 32)
              .zero(4)
              .subBlocksOf16()
              .centredSubScale(
                  s -> 8 * (96 + s % 8) + s / 8 * 4, s -> 8 * (104 + s % 4) + s / 4 * 2)
              .made();
      case Q4_K ->
          new WeightFormats(type, 16, 32, 0, 4, 8, 12)
              .float16At(0, 2)
              .low(4, halves(16))
              .sixBitScales()
              .made();
      case Q5_K ->
          new WeightFormats(type, 16, 40, 0, 4, 8, 12)
              .float16At(0, 2)
              .low(4, halves(48))
              .high(1, k -> 8 * (16 + k % 32) + k / 32)
              .sixBitScales()
              .made();
      case Q6_K ->
          new WeightFormats(type, 0, 48, 192, 196, 200, 204, 206)
              .float16At(208)
              .low(4, k -> 8 * (k / 128 * 64 + k % 64) + k % 128 / 64 * 4)
              .high(2, quarters(128))
              .zero(32)
              .subBlocksOf16()
              .signedSubScale(s -> 8 * (192 + s))
              .made();
      case IQ4_XS ->
          new WeightFormats(type, 8, 32, 0, 4)
              .float16At(0)
              .low(4, k -> 128 * (k / 32) + nibbles(8).applyAsInt(k % 32))
              .table(IQ4_VALUES)
              .centredSubScale(s -> 32 + 4 * s, s -> 16 + 2 * s)
              .made();
    };
  }

  private static WeightFormat floats(TensorType type, Encoding encoding) {
    WeightFormats format = new WeightFormats(type, 0, 0);
    format.encoding = encoding;
    return format.made();
  }

  /** Sixteen bytes: low halves hold weights 0 to 15, high halves 16 to 31. */
  private static IntUnaryOperator nibbles(int firstByte) {
    return k -> 8 * (firstByte + k % 16) + k / 16 * 4;
  }

  /** 32 bytes for each 64 weights: low halves hold the first 32, high halves the others. */
  private static IntUnaryOperator halves(int firstByte) {
    return k -> 8 * (firstByte + k / 64 * 32 + k % 32) + k % 64 / 32 * 4;
  }

  /** 32 bytes for each 128 weights, two bits for each 32 of them. */
  private static IntUnaryOperator quarters(int firstByte) {
    return k -> 8 * (firstByte + k / 128 * 32 + k % 32) + k % 128 / 32 * 2;
  }

  private WeightFormats float16At(int... bytes) {
    scale = place(bytes[0]);
    if (bytes.length > 1) {
      minimum = place(bytes[1]);
    }
    return this;
  }

  private WeightFormats exponentAt(int oneByte) {
    scale = place(oneByte);
    scaleEncoding = ScaleEncoding.EXPONENT;
    return this;
  }

  private NumberPlace place(int headerByte) {
    return new NumberPlace(headerWord(8 * headerByte), headerShift(8 * headerByte));
  }

  private WeightFormats low(int bits, IntUnaryOperator place) {
    low = values(bits, place);
    return this;
  }

  private WeightFormats high(int bits, IntUnaryOperator place) {
    high = values(bits, place);
    return this;
  }

  /** A word of fifth bits, in weight order, in front of the values. */
  private WeightFormats fifthBitsApart() {
    int spread = valueBytes.length + headerBytes.length;
    high = BitField.of(type.blockLength(), 1, k -> Integer.SIZE * spread + 8 * k);
    return this;
  }

  private BitField values(int bits, IntUnaryOperator place) {
    return BitField.of(type.blockLength(), bits, k -> place.applyAsInt(k) - 8 * valueBytes[0]);
  }

  private WeightFormats zero(int value) {
    zero = value;
    return this;
  }

  /** Flipping the sign bit of a signed byte gives it plus 128, unsigned. */
  private WeightFormats signedBytes() {
    wordFlip = 0x80808080;
    return this;
  }

  private WeightFormats table(float[] values) {
    encoding = Encoding.TABLE;
    table = values;
    return this;
  }

  private WeightFormats subBlocksOf16() {
    subBlockLength = 16;
    return this;
  }

  private WeightFormats subScale(int bits, IntUnaryOperator place) {
    subScale = scales(bits, place, 0, place, 0, 0);
    return this;
  }

  /** Flipping the sign bit of a signed byte gives it plus 128, unsigned. */
  private WeightFormats signedSubScale(IntUnaryOperator place) {
    subScale = scales(8, place, 0, place, 128, 128);
    return this;
  }

  /** Six bits that stand for themselves less 32: the lower four, and elsewhere the upper two. */
  private WeightFormats centredSubScale(IntUnaryOperator lowPlace, IntUnaryOperator highPlace) {
    subScale = scales(4, lowPlace, 2, highPlace, 0, 32);
    return this;
  }

  private WeightFormats subMinimum(int bits, IntUnaryOperator place) {
    subMinimum = scales(bits, place, 0, place, 0, 0);
    return this;
  }

  /**
   * Eight scales and minimums of six bits in twelve bytes from byte 4: the first four's in bytes 0
   * to 3 and 4 to 7; of the others the lower four bits in the halves of bytes 8 to 11, the upper
   * two above those of the first four.
   */
  private WeightFormats sixBitScales() {
    subScale =
        scales(
            4,
            s -> s < 4 ? 8 * (4 + s) : 8 * (8 + s),
            2,
            s -> s < 4 ? 8 * (4 + s) + 4 : 8 * s + 6,
            0,
            0);
    subMinimum =
        scales(
            4,
            s -> s < 4 ? 8 * (8 + s) : 8 * (8 + s) + 4,
            2,
            s -> s < 4 ? 8 * (8 + s) + 4 : 8 * (4 + s) + 6,
            0,
            0);
    return this;
  }

  private ScaleField scales(
      int lowBits,
      IntUnaryOperator lowPlace,
      int highBits,
      IntUnaryOperator highPlace,
      int flip,
      int subZero) {
    int count = type.blockLength() / subBlockLength;
    return new ScaleField(
        IntStream.range(0, count).map(lowPlace).map(this::headerWord).toArray(),
        IntStream.range(0, count).map(lowPlace).map(this::headerShift).toArray(),
        lowBits,
        IntStream.range(0, count).map(highPlace).map(this::headerWord).toArray(),
        IntStream.range(0, count).map(highPlace).map(this::headerShift).toArray(),
        highBits,
        flip,
        subZero);
  }

  /** Which word, counted over all of the block's, holds a bit of the header. */
  private int headerWord(int place) {
    int word = 0;
    while (place / 8 < headerBytes[word] || place / 8 >= headerBytes[word] + Integer.BYTES) {
      word++;
    }
    return valueBytes.length + word;
  }

  private int headerShift(int place) {
    return place - 8 * headerBytes[headerWord(place) - valueBytes.length];
  }

  private WeightFormat made() {
    return new WeightFormat(
        type,
        encoding,
        subBlockLength,
        valueBytes,
        headerBytes,
        wordFlip,
        low,
        high,
        table,
        zero,
        scale,
        scaleEncoding,
        minimum,
        subScale,
        subMinimum);
  }
}
