package io.tramontane.transformer;

/** Keys and values rounded to bfloat16. */
final class Bfloat16Tile extends KvTile {
  private final short[] keys;
  private final short[] values;

  Bfloat16Tile(int width, int headWidth) {
    super(width, headWidth);
    this.keys = new short[headWidth * width];
    this.values = new short[width * valueStride];
  }

  @Override
  void store(int position, float[] key, float[] value, int start) {
    for (int d = 0; d < headWidth; d++) {
      keys[d * width + position] = Bfloat16.round(key[start + d]);
      values[position * valueStride + d] = Bfloat16.round(value[start + d]);
    }
  }

  @Override
  float[] keys(float[] scratch) {
    Bfloat16.widen(keys, scratch);
    return scratch;
  }

  @Override
  float[] values(float[] scratch) {
    Bfloat16.widen(values, scratch);
    return scratch;
  }
}
