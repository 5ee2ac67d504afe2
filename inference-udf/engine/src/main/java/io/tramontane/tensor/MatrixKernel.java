package io.tramontane.tensor;

/** The matrix product of a {@link Kernel}. */
public interface MatrixKernel {
  /**
   * C = C + A · B: for each row r and column c, {@code C[r][c] = fma(A[r][k], B[k][c], C[r][c])}
   * for k = 0, 1, ... {@code depth - 1}, in that order.
   *
   * @param rows rows of A and C
   * @param columns columns of B and C, a multiple of {@link Kernel#LANES}
   * @param depth columns of A and rows of B
   * @param a A, whose element (r, k) is {@code a[aStart + r * aStride + k]}; likewise B and C
   */
  void multiplyAdd(
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
      int cStride);
}
