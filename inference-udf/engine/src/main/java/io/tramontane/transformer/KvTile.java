package io.tramontane.transformer;

import io.tramontane.tensor.Kernel;

/**
 * Keys and values of one head at some consecutive positions, at most {@link #POSITIONS}.
 *
 * <p>Both are laid out as the right-hand matrix of a {@link Kernel#multiplyAdd}: element d of the
 * key at position p is {@code d * width + p}, that of the value is {@code p * valueStride + d}. A
 * tile is contiguous and so small that it stays in the processor's cache while all queries of a
 * block pass over it, however long the sequence is.
 */
abstract sealed class KvTile permits Float32Tile, Bfloat16Tile {
  /**
   * Few enough for the cache: with heads of 128, 64 KiB of keys. With 64 positions the product by
   * values, which takes a tile's positions one after another, was measured to be slower.
   */
  static final int POSITIONS = 128;

  /** How many positions there is room for, a multiple of {@link Kernel#LANES}. */
  final int width;

  final int headWidth;

  /** From one position's value to the next. */
  final int valueStride;

  KvTile(int width, int headWidth) {
    this.width = width;
    this.headWidth = headWidth;
    this.valueStride = Kernel.roundUp(headWidth);
  }

  static KvTile of(KvFormat format, int width, int headWidth) {
    return switch (format) {
      case FLOAT32 -> new Float32Tile(width, headWidth);
      case BFLOAT16 -> new Bfloat16Tile(width, headWidth);
    };
  }

  /** The bytes of a tile's elements. */
  static long bytes(KvFormat format, int width, int headWidth) {
    return (long) width * (headWidth + Kernel.roundUp(headWidth)) * format.bytes();
  }

  /** Stores one position's key and value, both {@code headWidth} elements from {@code start}. */
  abstract void store(int position, float[] key, float[] value, int start);

  /**
   * The keys as they were stored.
   *
   * @param scratch {@link #POSITIONS} times {@code valueStride} elements, where they may be put
   */
  abstract float[] keys(float[] scratch);

  /** The values, likewise. */
  abstract float[] values(float[] scratch);
}
