package io.tramontane.transformer;

/** Keys and values in float32. */
final class Float32Tile extends KvTile {
  private final float[] keys;
  private final float[] values;

  Float32Tile(int width, int headWidth) {
    super(width, headWidth);
    this.keys = new float[headWidth * width];
    this.values = new float[width * valueStride];
  }

  @Override
  void store(int position, float[] key, float[] value, int start) {
    for (int d = 0; d < headWidth; d++) {
      keys[d * width + position] = key[start + d];
    }
    System.arraycopy(value, start, values, position * valueStride, headWidth);
  }

  @Override
  float[] keys(float[] scratch) {
    return keys;
  }

  @Override
  float[] values(float[] scratch) {
    return values;
  }
}
