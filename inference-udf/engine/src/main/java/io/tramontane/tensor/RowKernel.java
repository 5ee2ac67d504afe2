package io.tramontane.tensor;

/**
 * A {@link Kernel}'s arithmetic on single rows of activations.
 *
 * <p>Sums use {@link Kernel#LANES} accumulators whatever the hardware: accumulator {@code j} adds,
 * from zero and in ascending order, the elements whose index is {@code j} modulo {@code LANES};
 * then accumulators {@code j} and {@code j + 8} are added, {@code j} and {@code j + 4}, {@code j}
 * and {@code j + 2}, and the last two.
 */
public interface RowKernel {
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

  /** In {@link #clampedSwiglu}: the largest gate, and the largest magnitude of what it gates. */
  float SWIGLU_LIMIT = 7f;

  /** In {@link #clampedSwiglu}: by what the gate is multiplied in the sigmoid. */
  float SWIGLU_ALPHA = 1.702f;

  /**
   * The clamped SwiGLU of gpt-oss (OpenAI's reference implementation, {@code swiglu} in {@code
   * gpt_oss/torch/model.py}): with g the lesser of {@code gate[i]} and {@link #SWIGLU_LIMIT}, and u
   * {@code up[i]} within plus and minus that, {@code gate[i] = (g / (1 + exp(-(g * SWIGLU_ALPHA))))
   * * (u + 1)}.
   */
  void clampedSwiglu(float[] gate, int gateStart, float[] up, int upStart, int length);

  /** {@code y[i] = fma(x[i], scale, y[i])}. */
  void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length);

  /** {@code y[i] = fma(x[i] * scale, z[i], y[i])}. */
  void addScaledProducts(
      float[] x, int xStart, float scale, float[] z, int zStart, float[] y, int yStart, int length);
}
