package io.tramontane.tensor;

/** The decoding of weights of a {@link Kernel}. */
public interface DecodingKernel {
  /**
   * Decodes weights: for each of the first {@code rows} rows r and each k below {@code depth}
   * writes weight {@code from + k} of row r, as {@link WeightFormat} defines it, to {@code values[k
   * * PackedPanel.ROWS + r]}. May write any values for the rows behind them.
   *
   * @param from the first weight, a multiple of 32
   * @param depth how many, a multiple of 32 or up to the panel's end
   */
  void decode(PackedPanel packed, int from, int depth, int rows, float[] values);
}
