package io.tramontane.tensor;

/** A {@link Kernel}'s arithmetic as its documentation reads, element by element. */
final class DefinedKernel implements MatrixKernel, RowKernel {
  @Override
  public void multiplyAdd(
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
      int cStride) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int target = cStart + row * cStride + column;
        for (int k = 0; k < depth; k++) {
          float left = a[aStart + row * aStride + k];
          c[target] = Math.fma(left, b[bStart + k * bStride + column], c[target]);
        }
      }
    }
  }

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    float[] accumulators = new float[16];
    for (int j = 0; j < 16; j++) {
      for (int i = j; i < length; i += 16) {
        accumulators[j] = Math.fma(x[start + i], x[start + i], accumulators[j]);
      }
    }
    return sum(accumulators, 0, 1);
  }

  /**
   * The sum of the accumulators whose index is j modulo {@code step}: of the two halves that are
   * such modulo {@code 2 * step}, the lower first.
   */
  private static float sum(float[] accumulators, int j, int step) {
    return step == 16
        ? accumulators[j]
        : sum(accumulators, j, 2 * step) + sum(accumulators, j + step, 2 * step);
  }

  @Override
  public float max(float[] x, int start, int length) {
    float max = x[start];
    for (int i = 1; i < length; i++) {
      max = Math.max(max, x[start + i]);
    }
    return max;
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    float[] accumulators = new float[16];
    for (int j = 0; j < 16; j++) {
      for (int i = j; i < length; i += 16) {
        x[start + i] = Exponential.exp(x[start + i] - shift);
        accumulators[j] += x[start + i];
      }
    }
    return sum(accumulators, 0, 1);
  }

  @Override
  public void scaleByWeights(
      float[] x, int xStart, float scale, float[] weights, float[] y, int yStart, int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = (x[xStart + i] * scale) * weights[i];
    }
  }

  @Override
  public void siluMultiply(float[] gate, int gateStart, float[] up, int upStart, int length) {
    for (int i = 0; i < length; i++) {
      float g = gate[gateStart + i];
      gate[gateStart + i] = (g / (1 + Exponential.exp(-g))) * up[upStart + i];
    }
  }

  @Override
  public void clampedSwiglu(float[] gate, int gateStart, float[] up, int upStart, int length) {
    for (int i = 0; i < length; i++) {
      float g = Math.min(gate[gateStart + i], 7);
      float u = Math.min(Math.max(up[upStart + i], -7), 7);
      gate[gateStart + i] = (g / (1 + Exponential.exp(-(g * 1.702f)))) * (u + 1);
    }
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = Math.fma(x[xStart + i], scale, y[yStart + i]);
    }
  }

  @Override
  public void addScaledProducts(
      float[] x,
      int xStart,
      float scale,
      float[] z,
      int zStart,
      float[] y,
      int yStart,
      int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = Math.fma(x[xStart + i] * scale, z[zStart + i], y[yStart + i]);
    }
  }
}
