package io.tramontane.tensor.vector;

import static java.util.Objects.requireNonNull;

import io.tramontane.tensor.BitField;
import io.tramontane.tensor.DecodingKernel;
import io.tramontane.tensor.PackedPanel;
import io.tramontane.tensor.ScaleField;
import io.tramontane.tensor.WeightFormat;
import io.tramontane.tensor.WeightFormat.NumberPlace;
import io.tramontane.tensor.WeightFormat.ScaleEncoding;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DecodingKernel} at one vector width, lanes across rows; a template of {@link
 * Specialization}.
 *
 * <p>No method takes or returns a vector: where the compiler happens not to inline such a method,
 * it allocates an object for each vector.
 */
final class PanelDecoder implements DecodingKernel {
  private static final VectorSpecies<Float> FLOATS = Specialization.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = Specialization.ints(MethodHandles.lookup());
  private static final int WIDTH = FLOATS.length();
  private static final int ROWS = PackedPanel.ROWS;
  private static final int QUAD = BitField.QUAD;

  @Override
  public void decodeValues(PackedPanel packed, int from, int depth, int rows, float[] values) {
    switch (packed.format().encoding()) {
      case INTEGER -> {
        if (packed.format().high() == null) {
          decodeIntegers(packed, from, depth, rows, values);
        } else {
          decodeSplitIntegers(packed, from, depth, rows, values);
        }
      }
      case TABLE -> decodeByTable(packed, from, depth, rows, values);
      case FLOAT16 -> decodeFloat16(packed, from, depth, rows, values);
      case BFLOAT16 -> decodeBfloat16(packed, from, depth, rows, values);
      case FLOAT32 -> decodeFloat32(packed, from, depth, rows, values);
    }
  }

  @Override
  public void decodeScales(PackedPanel packed, int from, int depth, int rows) {
    WeightFormat format = packed.format();
    if (format.scaleEncoding() == ScaleEncoding.FLOAT16) {
      decodeHalves(packed, format.scale(), from, depth, rows, packed.scales());
    } else {
      decodeExponents(packed, format.scale(), from, depth, rows, packed.scales());
    }
    if (format.subScale() != null) {
      multiplyBySubScales(packed, format.subScale(), 1f, from, depth, rows, packed.scales());
    }
    decodeMinimums(packed, from, depth, rows);
  }

  private static void decodeMinimums(PackedPanel packed, int from, int depth, int rows) {
    WeightFormat format = packed.format();
    if (format.minimum() == null) {
      scaleZero(packed, from, depth, rows);
      return;
    }
    decodeHalves(packed, format.minimum(), from, depth, rows, packed.minimums());
    if (format.subMinimum() != null) {
      multiplyBySubScales(packed, format.subMinimum(), -1f, from, depth, rows, packed.minimums());
    }
  }

  /**
   * A float16 number of each block, for all of its sub-blocks; computed as {@code
   * LittleEndian.half} does it.
   */
  private static void decodeHalves(
      PackedPanel packed, NumberPlace place, int from, int depth, int rows, float[] target) {
    WeightFormat format = packed.format();
    int subBlock = format.subBlockLength();
    int end = from + depth;
    for (int k = from; k < end; k += format.blockLength() - k % format.blockLength()) {
      int block = k / format.blockLength();
      int word = (block * packed.blockWords() + place.word()) * ROWS;
      int first = k / subBlock;
      int last = Math.min(end, (block + 1) * format.blockLength()) / subBlock;
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector bits =
            IntVector.fromArray(INTS, packed.words(), word + row)
                .lanewise(VectorOperators.LSHR, place.shift());
        IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
        IntVector magnitude = bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
        IntVector finite = magnitude.reinterpretAsFloats().mul(0x1p112f).reinterpretAsInts();
        VectorMask<Integer> special = bits.and(0x7c00).compare(VectorOperators.EQ, 0x7c00);
        FloatVector value =
            finite.blend(magnitude.or(0x7f800000), special).or(sign).reinterpretAsFloats();
        for (int sub = first; sub < last; sub++) {
          value.intoArray(target, sub * ROWS + row);
        }
      }
    }
  }

  /**
   * A power of two of each block, which is one sub-block; computed as {@code
   * WeightFormat.halfPower} does it.
   */
  private static void decodeExponents(
      PackedPanel packed, NumberPlace place, int from, int depth, int rows, float[] target) {
    int length = packed.format().blockLength();
    for (int block = from / length; block < (from + depth) / length; block++) {
      int word = (block * packed.blockWords() + place.word()) * ROWS;
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector exponent =
            IntVector.fromArray(INTS, packed.words(), word + row)
                .lanewise(VectorOperators.LSHR, place.shift())
                .and(255);
        // Of the two smallest, which have no bit for the first 1, this is the larger, the others
        // have it as their least.
        IntVector small = exponent.min(1).add(1).lanewise(VectorOperators.LSHL, 21);
        exponent
            .sub(1)
            .lanewise(VectorOperators.LSHL, 23)
            .max(small)
            .reinterpretAsFloats()
            .intoArray(target, block * ROWS + row);
      }
    }
  }

  private static void multiplyBySubScales(
      PackedPanel packed,
      ScaleField field,
      float sign,
      int from,
      int depth,
      int rows,
      float[] target) {
    WeightFormat format = packed.format();
    int subBlock = format.subBlockLength();
    int[] words = packed.words();
    for (int k = from; k < from + depth; k += subBlock) {
      int sub = k % format.blockLength() / subBlock;
      int firstWord = k / format.blockLength() * packed.blockWords();
      int lowFrom = (firstWord + field.lowWord()[sub]) * ROWS;
      int highFrom = (firstWord + field.highWord()[sub]) * ROWS;
      int to = k / subBlock * ROWS;
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector above =
            IntVector.fromArray(INTS, words, highFrom + row)
                .lanewise(VectorOperators.LSHR, field.highShift()[sub])
                .and(field.highMask())
                .lanewise(VectorOperators.LSHL, field.lowBits());
        IntVector q =
            IntVector.fromArray(INTS, words, lowFrom + row)
                .lanewise(VectorOperators.LSHR, field.lowShift()[sub])
                .and(field.lowMask())
                .or(above)
                .lanewise(VectorOperators.XOR, field.flip())
                .sub(field.zero());
        ((FloatVector) q.convert(VectorOperators.I2F, 0))
            .mul(sign)
            .mul(FloatVector.fromArray(FLOATS, target, to + row))
            .intoArray(target, to + row);
      }
    }
  }

  private static void scaleZero(PackedPanel packed, int from, int depth, int rows) {
    int subBlock = packed.format().subBlockLength();
    float zero = -packed.format().zero();
    for (int k = from; k < from + depth; k += subBlock) {
      for (int row = k / subBlock * ROWS; row < k / subBlock * ROWS + rows; row += WIDTH) {
        FloatVector.fromArray(FLOATS, packed.scales(), row)
            .mul(zero)
            .intoArray(packed.minimums(), row);
      }
    }
  }

  private static void decodeIntegers(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    WeightFormat format = packed.format();
    int inBlock = format.blockLength() - 1;
    int blockShift = Integer.numberOfTrailingZeros(format.blockLength());
    int subBlockShift = Integer.numberOfTrailingZeros(format.subBlockLength());
    int blockWords = packed.blockWords();
    BitField low = format.low();
    int lowMask = low.mask();
    int[] words = packed.words();
    float[] scales = packed.scales();
    float[] minimums = packed.minimums();
    for (int row = 0; row < rows; row += WIDTH) {
      for (int k = from; k < from + depth; k += QUAD) {
        int quad = (k & inBlock) / QUAD;
        int firstWord = (k >> blockShift) * blockWords;
        int lowFrom = (firstWord + low.word()[quad]) * ROWS;
        int lowShift = low.shift()[quad];
        int sub = (k >> subBlockShift) * ROWS;
        int to = (k - from) * ROWS;
        FloatVector scale = FloatVector.fromArray(FLOATS, scales, sub + row);
        FloatVector minimum = FloatVector.fromArray(FLOATS, minimums, sub + row);
        IntVector fields =
            IntVector.fromArray(INTS, words, lowFrom + row)
                .lanewise(VectorOperators.LSHR, lowShift)
                .and(lowMask);
        ((FloatVector) fields.and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + row);
        ((FloatVector)
                fields.lanewise(VectorOperators.LSHR, 8).and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + ROWS + row);
        ((FloatVector)
                fields.lanewise(VectorOperators.LSHR, 16).and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + 2 * ROWS + row);
        ((FloatVector) fields.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + 3 * ROWS + row);
      }
    }
  }

  private static void decodeSplitIntegers(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    WeightFormat format = packed.format();
    int inBlock = format.blockLength() - 1;
    int blockShift = Integer.numberOfTrailingZeros(format.blockLength());
    int subBlockShift = Integer.numberOfTrailingZeros(format.subBlockLength());
    int blockWords = packed.blockWords();
    BitField low = format.low();
    int lowMask = low.mask();
    int lowBits = low.bits();
    BitField high = requireNonNull(format.high());
    int highMask = high.mask();
    int[] words = packed.words();
    float[] scales = packed.scales();
    float[] minimums = packed.minimums();
    for (int row = 0; row < rows; row += WIDTH) {
      for (int k = from; k < from + depth; k += QUAD) {
        int quad = (k & inBlock) / QUAD;
        int firstWord = (k >> blockShift) * blockWords;
        int lowFrom = (firstWord + low.word()[quad]) * ROWS;
        int lowShift = low.shift()[quad];
        int highFrom = (firstWord + high.word()[quad]) * ROWS;
        int highShift = high.shift()[quad];
        int sub = (k >> subBlockShift) * ROWS;
        int to = (k - from) * ROWS;
        FloatVector scale = FloatVector.fromArray(FLOATS, scales, sub + row);
        FloatVector minimum = FloatVector.fromArray(FLOATS, minimums, sub + row);
        IntVector above =
            IntVector.fromArray(INTS, words, highFrom + row)
                .lanewise(VectorOperators.LSHR, highShift)
                .and(highMask)
                .lanewise(VectorOperators.LSHL, lowBits);
        IntVector fields =
            IntVector.fromArray(INTS, words, lowFrom + row)
                .lanewise(VectorOperators.LSHR, lowShift)
                .and(lowMask)
                .or(above);
        ((FloatVector) fields.and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + row);
        ((FloatVector)
                fields.lanewise(VectorOperators.LSHR, 8).and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + ROWS + row);
        ((FloatVector)
                fields.lanewise(VectorOperators.LSHR, 16).and(255).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + 2 * ROWS + row);
        ((FloatVector) fields.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0))
            .fma(scale, minimum)
            .intoArray(values, to + 3 * ROWS + row);
      }
    }
  }

  private static void decodeByTable(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    WeightFormat format = packed.format();
    int inBlock = format.blockLength() - 1;
    int blockShift = Integer.numberOfTrailingZeros(format.blockLength());
    int subBlockShift = Integer.numberOfTrailingZeros(format.subBlockLength());
    int blockWords = packed.blockWords();
    BitField low = format.low();
    int lowMask = low.mask();
    float[] table = format.table();
    int[] index = new int[WIDTH];
    int[] words = packed.words();
    float[] scales = packed.scales();
    float[] minimums = packed.minimums();
    for (int row = 0; row < rows; row += WIDTH) {
      for (int k = from; k < from + depth; k += QUAD) {
        int quad = (k & inBlock) / QUAD;
        int firstWord = (k >> blockShift) * blockWords;
        int lowFrom = (firstWord + low.word()[quad]) * ROWS;
        int lowShift = low.shift()[quad];
        int sub = (k >> subBlockShift) * ROWS;
        int to = (k - from) * ROWS;
        FloatVector scale = FloatVector.fromArray(FLOATS, scales, sub + row);
        FloatVector minimum = FloatVector.fromArray(FLOATS, minimums, sub + row);
        IntVector fields =
            IntVector.fromArray(INTS, words, lowFrom + row)
                .lanewise(VectorOperators.LSHR, lowShift)
                .and(lowMask);
        for (int i = 0; i < QUAD; i++) {
          fields.lanewise(VectorOperators.LSHR, 8 * i).and(255).intoArray(index, 0);
          FloatVector.fromArray(FLOATS, table, 0, index, 0)
              .fma(scale, minimum)
              .intoArray(values, to + i * ROWS + row);
        }
      }
    }
  }

  private static void decodeFloat16(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    int[] words = packed.words();
    for (int k = 0; k < depth; k++) {
      int word = (from + k) / 2 * ROWS;
      int shift = (from + k) % 2 * 16;
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector bits =
            IntVector.fromArray(INTS, words, word + row).lanewise(VectorOperators.LSHR, shift);
        IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
        IntVector magnitude = bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
        IntVector finite = magnitude.reinterpretAsFloats().mul(0x1p112f).reinterpretAsInts();
        VectorMask<Integer> special = bits.and(0x7c00).compare(VectorOperators.EQ, 0x7c00);
        finite
            .blend(magnitude.or(0x7f800000), special)
            .or(sign)
            .reinterpretAsFloats()
            .intoArray(values, k * ROWS + row);
      }
    }
  }

  private static void decodeBfloat16(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    int[] words = packed.words();
    for (int k = 0; k < depth; k++) {
      int word = (from + k) / 2 * ROWS;
      int shift = (from + k) % 2 * 16;
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector.fromArray(INTS, words, word + row)
            .lanewise(VectorOperators.LSHR, shift)
            .lanewise(VectorOperators.LSHL, 16)
            .reinterpretAsFloats()
            .intoArray(values, k * ROWS + row);
      }
    }
  }

  private static void decodeFloat32(
      PackedPanel packed, int from, int depth, int rows, float[] values) {
    int[] words = packed.words();
    for (int k = 0; k < depth; k++) {
      for (int row = 0; row < rows; row += WIDTH) {
        IntVector.fromArray(INTS, words, (from + k) * ROWS + row)
            .reinterpretAsFloats()
            .intoArray(values, k * ROWS + row);
      }
    }
  }
}
