package io.tramontane.tensor;

import java.util.function.IntUnaryOperator;

/**
 * Where one of the bit fields of a block's quantized values lies.
 *
 * <p>In every format the fields of four consecutive weights, a quad, stand at the same place of the
 * four bytes of one word, so a shift and a mask take out all four.
 *
 * @param word for each quad of the block which of the block's words holds its fields
 * @param shift by how many bits they stand above the lowest of their bytes, 0 to 7
 * @param bits how many bits a field has
 */
public record BitField(int[] word, int[] shift, int bits) {
  /** Weights of a quad. */
  public static final int QUAD = 4;

  /**
   * A field in every weight of a block.
   *
   * @param place of the lowest bit of a quad's first weight, counted from the lowest bit of the
   *     first word
   */
  static BitField of(int blockLength, int bits, IntUnaryOperator place) {
    int[] word = new int[blockLength / QUAD];
    int[] shift = new int[blockLength / QUAD];
    for (int quad = 0; quad < word.length; quad++) {
      word[quad] = place.applyAsInt(QUAD * quad) / Integer.SIZE;
      shift[quad] = place.applyAsInt(QUAD * quad) % Integer.SIZE;
    }
    return new BitField(word, shift, bits);
  }

  /** The bits of all four fields of a word, shifted down. */
  public int mask() {
    return 0x01010101 * ((1 << bits) - 1);
  }
}
