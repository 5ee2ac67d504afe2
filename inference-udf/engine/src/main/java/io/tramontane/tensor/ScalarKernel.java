package io.tramontane.tensor;

import io.tramontane.tensor.WeightFormat.Encoding;
import io.tramontane.tensor.WeightFormat.NumberPlace;
import io.tramontane.tensor.WeightFormat.ScaleEncoding;
import org.jspecify.annotations.Nullable;

/** The {@link Kernel} in plain Java, for machines without the Vector API and as its reference. */
public final class ScalarKernel implements Kernel {
  private static final int TILE = 64;
  private static final int ROWS = PackedPanel.ROWS;

  @Override
  public void multiplyAdd(
      int rows,
      int columns,
      int depth,
      float[] a,
      int aStart,
      int aStride,
      float[] b,
      int bStart,
      int bStride,
      float[] c,
      int cStart,
      int cStride) {
    float[] tile = new float[TILE];
    for (int column = 0; column < columns; column += TILE) {
      int width = Math.min(TILE, columns - column);
      for (int row = 0; row < rows; row++) {
        int target = cStart + row * cStride + column;
        System.arraycopy(c, target, tile, 0, width);
        for (int k = 0; k < depth; k++) {
          float factor = a[aStart + row * aStride + k];
          int source = bStart + k * bStride + column;
          for (int j = 0; j < width; j++) {
            tile[j] = Math.fma(factor, b[source + j], tile[j]);
          }
        }
        System.arraycopy(tile, 0, c, target, width);
      }
    }
  }

  @Override
  public void decodeScales(PackedPanel packed, int from, int depth, int rows) {
    int subBlock = packed.format().subBlockLength();
    for (int k = from; k < from + depth; k += subBlock) {
      decodeSubBlock(packed, k, rows, k / subBlock * ROWS);
    }
  }

  private static void decodeSubBlock(PackedPanel packed, int k, int rows, int target) {
    WeightFormat format = packed.format();
    int firstWord = k / format.blockLength() * packed.blockWords();
    int sub = k % format.blockLength() / format.subBlockLength();
    for (int row = 0; row < rows; row++) {
      float scale = scale(packed, firstWord, row);
      scale *= quantized(packed, firstWord, format.subScale(), sub, row);
      packed.scales()[target + row] = scale;
      packed.minimums()[target + row] = scale * -format.zero();
      if (format.minimum() != null) {
        float minimum = half(packed, firstWord, format.minimum(), row);
        int sign = format.subMinimum() == null ? 1 : -1;
        packed.minimums()[target + row] =
            minimum * (sign * quantized(packed, firstWord, format.subMinimum(), sub, row));
      }
    }
  }

  @Override
  public void decodeValues(PackedPanel packed, int from, int depth, int rows, float[] values) {
    for (int k = 0; k < depth; k++) {
      if (packed.format().isQuantized()) {
        decodeQuantized(packed, from + k, rows, values, k * ROWS);
      } else {
        decodeFloats(packed, from + k, rows, values, k * ROWS);
      }
    }
  }

  private static void decodeQuantized(
      PackedPanel packed, int k, int rows, float[] values, int target) {
    WeightFormat format = packed.format();
    BitField low = format.low();
    BitField high = format.high();
    int[] words = packed.words();
    int quad = k % format.blockLength() / BitField.QUAD;
    int byteShift = 8 * (k % BitField.QUAD);
    int firstWord = k / format.blockLength() * packed.blockWords();
    int lowWords = (firstWord + low.word()[quad]) * ROWS;
    int lowShift = low.shift()[quad] + byteShift;
    int lowMask = low.mask() & 255;
    int highWords = high == null ? 0 : (firstWord + high.word()[quad]) * ROWS;
    int highShift = high == null ? 0 : high.shift()[quad] + byteShift;
    int highMask = high == null ? 0 : high.mask() & 255;
    int sub = k / format.subBlockLength() * ROWS;
    for (int row = 0; row < rows; row++) {
      int q = (words[lowWords + row] >>> lowShift) & lowMask;
      q |= ((words[highWords + row] >>> highShift) & highMask) << low.bits();
      float value = format.encoding() == Encoding.TABLE ? format.table()[q] : q;
      values[target + row] =
          Math.fma(packed.scales()[sub + row], value, packed.minimums()[sub + row]);
    }
  }

  private static float scale(PackedPanel packed, int firstWord, int row) {
    WeightFormat format = packed.format();
    return format.scaleEncoding() == ScaleEncoding.FLOAT16
        ? half(packed, firstWord, format.scale(), row)
        : WeightFormat.halfPower(stored(packed, firstWord, format.scale(), row) & 255);
  }

  private static float half(PackedPanel packed, int firstWord, NumberPlace place, int row) {
    return LittleEndian.half(stored(packed, firstWord, place, row));
  }

  /** A number's bits, below others. */
  private static int stored(PackedPanel packed, int firstWord, NumberPlace place, int row) {
    return packed.words()[(firstWord + place.word()) * ROWS + row] >>> place.shift();
  }

  /** A sub-block's scale; 1 where there are none. */
  private static int quantized(
      PackedPanel packed, int firstWord, @Nullable ScaleField field, int sub, int row) {
    if (field == null) {
      return 1;
    }
    int low = packed.words()[(firstWord + field.lowWord()[sub]) * ROWS + row];
    int high = packed.words()[(firstWord + field.highWord()[sub]) * ROWS + row];
    int q = (low >>> field.lowShift()[sub]) & field.lowMask();
    q |= ((high >>> field.highShift()[sub]) & field.highMask()) << field.lowBits();
    return (q ^ field.flip()) - field.zero();
  }

  private static void decodeFloats(
      PackedPanel packed, int k, int rows, float[] values, int target) {
    int[] words = packed.words();
    for (int row = 0; row < rows; row++) {
      values[target + row] =
          switch (packed.format().encoding()) {
            case FLOAT32 -> Float.intBitsToFloat(words[k * ROWS + row]);
            case BFLOAT16 -> Float.intBitsToFloat(shortOf(words, k, row) << 16);
            default -> LittleEndian.half(shortOf(words, k, row));
          };
    }
  }

  private static int shortOf(int[] words, int k, int row) {
    return words[k / 2 * ROWS + row] >>> (k % 2 * 16);
  }

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < length; i++) {
      lanes[i % LANES] = Math.fma(x[start + i], x[start + i], lanes[i % LANES]);
    }
    return sumLanes(lanes);
  }

  @Override
  public float max(float[] x, int start, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, x[start + i]);
    }
    return max;
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < length; i++) {
      float power = Exponential.exp(x[start + i] - shift);
      x[start + i] = power;
      lanes[i % LANES] += power;
    }
    return sumLanes(lanes);
  }

  @Override
  public void scaleByWeights(
      float[] x, int xStart, float scale, float[] weights, float[] y, int yStart, int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = (x[xStart + i] * scale) * weights[i];
    }
  }

  @Override
  public void siluMultiply(float[] gate, int gateStart, float[] up, int upStart, int length) {
    for (int i = 0; i < length; i++) {
      float g = gate[gateStart + i];
      gate[gateStart + i] = (g / (1f + Exponential.exp(-g))) * up[upStart + i];
    }
  }

  @Override
  public void clampedSwiglu(float[] gate, int gateStart, float[] up, int upStart, int length) {
    for (int i = 0; i < length; i++) {
      float g = Math.min(gate[gateStart + i], SWIGLU_LIMIT);
      float u = Math.max(-SWIGLU_LIMIT, Math.min(up[upStart + i], SWIGLU_LIMIT));
      gate[gateStart + i] = (g / (1f + Exponential.exp(-(g * SWIGLU_ALPHA)))) * (u + 1f);
    }
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = Math.fma(x[xStart + i], scale, y[yStart + i]);
    }
  }

  @Override
  public void addScaledProducts(
      float[] x,
      int xStart,
      float scale,
      float[] z,
      int zStart,
      float[] y,
      int yStart,
      int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = Math.fma(x[xStart + i] * scale, z[zStart + i], y[yStart + i]);
    }
  }

  /** Adds the accumulators in the order that {@link Kernel} defines; overwrites them. */
  public static float sumLanes(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }
}
