package io.tramontane.tensor;

/** The {@link Kernel} in plain Java, for machines without the Vector API and as its reference. */
public final class ScalarKernel implements Kernel {
  private static final int TILE = 64;

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
    float[] tile = new float[TILE];
    for (int column = 0; column < columns; column += TILE) {
      int width = Math.min(TILE, columns - column);
      for (int row = 0; row < rows; row++) {
        int target = cStart + row * cStride + column;
        System.arraycopy(c, target, tile, 0, width);
        for (int k = 0; k < depth; k++) {
          float factor = a[aStart + row * aStride + k];
          int source = bStart + k * bStride + column;
          for (int j = 0; j < width; j++) {
            tile[j] = Math.fma(factor, b[source + j], tile[j]);
          }
        }
        System.arraycopy(tile, 0, c, target, width);
      }
    }
  }

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < length; i++) {
      lanes[i % LANES] = Math.fma(x[start + i], x[start + i], lanes[i % LANES]);
    }
    return sumLanes(lanes);
  }

  @Override
  public float max(float[] x, int start, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, x[start + i]);
    }
    return max;
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < length; i++) {
      float power = Exponential.exp(x[start + i] - shift);
      x[start + i] = power;
      lanes[i % LANES] += power;
    }
    return sumLanes(lanes);
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
      gate[gateStart + i] = (g / (1f + Exponential.exp(-g))) * up[upStart + i];
    }
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    for (int i = 0; i < length; i++) {
      y[yStart + i] = Math.fma(x[xStart + i], scale, y[yStart + i]);
    }
  }

  /** Adds the accumulators in the order that {@link Kernel} defines; overwrites them. */
  public static float sumLanes(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }
}
