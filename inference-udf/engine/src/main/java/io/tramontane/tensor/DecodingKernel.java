package io.tramontane.tensor;

/**
 * The decoding of weights of a {@link Kernel}. Both methods may write any values for the rows
 * behind the first {@code rows}.
 */
public interface DecodingKernel {
  /**
   * Decodes {@link PackedPanel#scales} and {@link PackedPanel#minimums} of the sub-blocks that hold
   * some weights of a quantized format.
   *
   * @param from the first weight, a multiple of 32
   * @param depth how many, a multiple of 32
   */
  void decodeScales(PackedPanel packed, int from, int depth, int rows);

  /**
   * Decodes weights: for each of the first {@code rows} rows r and each k below {@code depth}
   * writes weight {@code from + k} of row r, as {@link WeightFormat} defines it with the panel's
   * scales and minimums as they stand, to {@code values[k * PackedPanel.ROWS + r]}.
   *
   * @param from the first weight, a multiple of 32
   * @param depth how many, a multiple of 32 or up to the panel's end
   */
  void decodeValues(PackedPanel packed, int from, int depth, int rows, float[] values);
}
