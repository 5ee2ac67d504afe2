package io.tramontane.tensor;

/**
 * The arithmetic that takes the time, with its result fixed to the bit.
 *
 * <p>Every operation is defined here in terms of single IEEE 754 binary32 operations in one order.
 * Implementations differ in speed only: a result never depends on the vector width, on which
 * implementation ran, or on what else was computed in the same call. Sums over a row use {@link
 * #LANES} accumulators whatever the hardware: accumulator {@code j} adds, from zero and in
 * ascending order, the elements whose index is {@code j} modulo {@code LANES}; then accumulators
 * {@code j} and {@code j + 8} are added, {@code j} and {@code j + 4}, {@code j} and {@code j + 2},
 * and the last two.
 *
 * <p>Implementations are stateless and thread-safe. Ranges are the caller's to check.
 */
public interface Kernel {
  /** Accumulators of a sum, and the unit in which matrix columns are padded. */
  int LANES = 16;

  /** The next multiple of {@link #LANES}. */
  static int roundUp(int length) {
    return (length + LANES - 1) / LANES * LANES;
  }

  /**
   * The fastest implementation that this JVM can run: on the Vector API, or in plain Java with a
   * warning, once, when the module {@code jdk.incubator.vector} is absent.
   */
  static Kernel best() {
    return KernelSelection.BEST;
  }

  /**
   * C = C + A · B: for each row r and column c, {@code C[r][c] = fma(A[r][k], B[k][c], C[r][c])}
   * for k = 0, 1, ... {@code depth - 1}, in that order.
   *
   * @param rows rows of A and C
   * @param columns columns of B and C, a multiple of {@link #LANES}
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

  /** The sum of {@code fma(x, x, accumulator)} over {@code length} elements. */
  float sumOfSquares(float[] x, int start, int length);

  /** The largest of {@code length} elements, at least one; NaN if any is NaN. */
  float max(float[] x, int start, int length);

  /**
   * Replaces each element x by {@link Exponential#exp exp}(x - {@code shift}) and returns the sum
   * of what it wrote.
   */
  float exponentiate(float[] x, int start, int length, float shift);

  /** {@code y[i] = (x[i] * scale) * weights[i]}, the last step of a root-mean-square norm. */
  void scaleByWeights(
      float[] x, int xStart, float scale, float[] weights, float[] y, int yStart, int length);

  /**
   * SwiGLU: {@code gate[i] = (gate[i] / (1 + exp(-gate[i]))) * up[i]} (Shazeer, "GLU Variants
   * Improve Transformer", 2020).
   */
  void siluMultiply(float[] gate, int gateStart, float[] up, int upStart, int length);

  /** {@code y[i] = fma(x[i], scale, y[i])}. */
  void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length);
}
