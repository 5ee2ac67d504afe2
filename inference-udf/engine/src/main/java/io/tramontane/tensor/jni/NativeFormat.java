package io.tramontane.tensor.jni;

import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.BitField;
import io.tramontane.tensor.ScaleField;
import io.tramontane.tensor.WeightFormat;
import io.tramontane.tensor.WeightFormat.Encoding;
import io.tramontane.tensor.WeightFormat.NumberPlace;
import io.tramontane.tensor.WeightFormat.ScaleEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A {@link WeightFormat} laid out as {@code struct format} of {@code product.h}. */
final class NativeFormat {
  private static final int MAX_WORDS = 56;
  private static final int MAX_LOW_WORDS = 32;
  private static final int MAX_PLACES = 4;
  private static final int MAX_QUADS = 64;
  private static final int MAX_SUB_BLOCKS = 16;
  private static final int TABLE_BYTES = 16;
  private static final int LARGEST_SMALL_VALUE = 63;
  private static final BitField NO_FIELD = new BitField(new int[0], new int[0], 0);
  private static final ScaleField NO_SCALES =
      new ScaleField(new int[0], new int[0], 0, new int[0], new int[0], 0, 0, 0);

  private static final Map<TensorType, ByteBuffer> LAID_OUT = new ConcurrentHashMap<>();

  private final IntBuffer ints;

  private NativeFormat(IntBuffer ints) {
    this.ints = ints;
  }

  /** The layout of a quantized format. */
  static ByteBuffer of(WeightFormat format) {
    return LAID_OUT.computeIfAbsent(format.type(), type -> layOut(format));
  }

  private static ByteBuffer layOut(WeightFormat format) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(NativeProducts.formatBytes()).order(ByteOrder.nativeOrder());
    IntBuffer ints = buffer.asIntBuffer();
    new NativeFormat(ints).put(format);
    if (ints.hasRemaining()) {
      throw new IllegalStateException(
          "Cannot lay out a format: it has %s numbers more in C.".formatted(ints.remaining()));
    }
    return buffer;
  }

  private void put(WeightFormat format) {
    int[] values = format.valueBytes();
    int[] headers = format.headerBytes();
    ints.put(format.blockLength()).put(format.type().blockBytes()).put(format.subBlockLength());
    ints.put(values.length).put(headers.length).put(values).put(headers);
    skip(MAX_WORDS - values.length - headers.length);
    put(format.hasFifthBitsApart());
    ints.put(format.wordFlip());
    put(format.encoding() == Encoding.TABLE);
    putTable(format.table());
    ints.put(format.encoding() == Encoding.TABLE ? tableZero(format.table()) : format.zero());
    putLow(format.low());
    put(format.high() != null);
    putHigh(format.high() == null ? NO_FIELD : format.high());
    put(format.scale());
    put(format.scaleEncoding() == ScaleEncoding.EXPONENT);
    put(format.minimum() != null);
    put(format.minimum() == null ? format.scale() : format.minimum());
    putOptional(format.subScale());
    putOptional(format.subMinimum());
  }

  private void put(boolean flag) {
    ints.put(flag ? 1 : 0);
  }

  private void put(NumberPlace place) {
    ints.put(place.word()).put(place.shift());
  }

  /** As unsigned bytes, four a word. */
  private void putTable(float[] values) {
    byte[] bytes = new byte[TABLE_BYTES];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) ((int) values[i] + tableZero(values));
    }
    IntBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer();
    ints.put(words);
  }

  /** What stands for 0: little where all values are so small that C adds products in 16 bits. */
  private static int tableZero(float[] values) {
    float lowest = 0;
    float highest = 0;
    for (float value : values) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    return highest - lowest > LARGEST_SMALL_VALUE ? 128 : (int) -lowest;
  }

  /** By word and place, so that C can go through the words as they are read. */
  private void putLow(BitField field) {
    int first = Arrays.stream(field.word()).min().orElseThrow();
    int places = Byte.SIZE / field.bits();
    int[] quads = new int[MAX_LOW_WORDS * MAX_PLACES];
    for (int quad = 0; quad < field.word().length; quad++) {
      int place = field.shift()[quad] / field.bits();
      quads[(field.word()[quad] - first) * MAX_PLACES + place] = quad;
    }
    ints.put(field.bits()).put(first).put(field.word().length / places).put(quads);
  }

  private void putHigh(BitField field) {
    put(field.word(), MAX_QUADS);
    put(field.shift(), MAX_QUADS);
    ints.put(field.mask());
  }

  private void putOptional(@Nullable ScaleField scales) {
    put(scales != null);
    ScaleField field = scales == null ? NO_SCALES : scales;
    put(field.lowWord(), MAX_SUB_BLOCKS);
    put(field.lowShift(), MAX_SUB_BLOCKS);
    ints.put(field.lowMask()).put(field.lowBits());
    put(field.highWord(), MAX_SUB_BLOCKS);
    put(field.highShift(), MAX_SUB_BLOCKS);
    ints.put(field.highMask()).put(field.flip()).put(field.zero());
  }

  private void put(int[] numbers, int room) {
    ints.put(numbers);
    skip(room - numbers.length);
  }

  private void skip(int count) {
    ints.position(ints.position() + count);
  }
}
