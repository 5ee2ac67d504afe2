package io.tramontane.tensor;

import io.tramontane.gguf.TensorType;

/**
 * Some columns of some rows of a weight matrix, still quantized, transposed: what stands at the
 * same place of all rows lies side by side, so that a {@link Kernel} decodes as many rows at a time
 * as a vector has lanes.
 *
 * <p>Scratch of one thread, filled row by row.
 */
public final class PackedPanel {
  /** How many rows there is room for, the stride of all arrays. */
  public static final int ROWS = 64;

  /** The most weights of a row: the longest block of any format. */
  public static final int DEPTH = 256;

  /** Weights of the shortest sub-block of any format. */
  static final int SHORTEST_SUB_BLOCK = 16;

  private final int[] words = new int[DEPTH * ROWS];
  private final float[] scales = new float[DEPTH / SHORTEST_SUB_BLOCK * ROWS];
  private final float[] minimums = new float[DEPTH / SHORTEST_SUB_BLOCK * ROWS];
  private WeightFormat format = WeightFormat.of(TensorType.F32);
  private int depth;

  /**
   * Says what the rows will hold: {@code depth} weights each, a multiple of the block length, at
   * most {@value #DEPTH}.
   */
  void start(WeightFormat newFormat, int newDepth) {
    format = newFormat;
    depth = newDepth;
  }

  /**
   * Takes a row.
   *
   * @param stored its blocks, from {@code start}; three bytes more are read, of any content
   */
  void setRow(int row, byte[] stored, int start) {
    if (format.isQuantized()) {
      setBlocks(row, stored, start);
    } else {
      int count = blockWords();
      for (int word = 0; word < count; word++) {
        words[word * ROWS + row] = LittleEndian.intAt(stored, start + 4 * word);
      }
    }
  }

  private void setBlocks(int row, byte[] stored, int start) {
    int[] values = format.valueBytes();
    int[] headers = format.headerBytes();
    int flip = format.wordFlip();
    int blockBytes = format.type().blockBytes();
    int blockWords = format.blockWords();
    int blocks = depth / format.blockLength();
    for (int block = 0; block < blocks; block++) {
      int from = start + block * blockBytes;
      int to = block * blockWords * ROWS + row;
      int firstValue = from + values[0];
      for (int word = 0; word < values.length; word++) {
        words[to + word * ROWS] = LittleEndian.intAt(stored, firstValue + 4 * word) ^ flip;
      }
      to += values.length * ROWS;
      for (int word = 0; word < headers.length; word++) {
        words[to + word * ROWS] = LittleEndian.intAt(stored, from + headers[word]);
      }
    }
    if (format.hasFifthBitsApart()) {
      spreadFifthBits(row);
    }
  }

  private void spreadFifthBits(int row) {
    int stored = format.valueBytes().length + format.headerBytes().length;
    for (int block = 0; block < depth / format.blockLength(); block++) {
      int first = block * format.blockWords() * ROWS + row;
      int bits = words[first];
      for (int word = stored; word < format.blockWords(); word++, bits >>>= 4) {
        words[first + word * ROWS] = WeightFormat.spread(bits);
      }
    }
  }

  /** How the weights are stored. */
  public WeightFormat format() {
    return format;
  }

  /** Words of each block; a float format's row counts as one. */
  public int blockWords() {
    return format.isQuantized() ? format.blockWords() : (format.bytes(depth) + 3) / 4;
  }

  /** Word w of block b of row r at {@code (b * blockWords + w) * ROWS + r}. */
  public int[] words() {
    return words;
  }

  /** The scale of sub-block s of row r at {@code s * ROWS + r}, counted over all blocks. */
  public float[] scales() {
    return scales;
  }

  /** What is added to scaled values, in the order of {@link #scales}. */
  public float[] minimums() {
    return minimums;
  }
}
