package io.tramontane.tensor.vector;

import io.tramontane.tensor.Exponential;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.ScalarKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The {@link Kernel} on the JDK's Vector API.
 *
 * <p>The matrix product keeps a tile of C in registers: {@value #TILE_ROWS} rows by two vectors, or
 * by four where a vector has 512 bits and so the machine has 32 registers. Lanes run across columns
 * and k is sequential, so each element's chain of fma is the same at every width.
 */
public final class VectorKernel implements Kernel {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  private static final int WIDTH = SPECIES.length();
  private static final int TILE_ROWS = 6;
  private static final ScalarKernel SCALAR = new ScalarKernel();

  /**
   * @throws UnsupportedOperationException if vectors have fewer than 4 lanes here
   */
  public VectorKernel() {
    if (WIDTH < 4) {
      throw new UnsupportedOperationException(
          "Cannot use the Vector API: its preferred vectors have only " + WIDTH + " lanes.");
    }
  }

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
    int column = 0;
    if (WIDTH == LANES) {
      for (; column + 4 * WIDTH <= columns; column += 4 * WIDTH) {
        int row = 0;
        for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
          tile6x4(
              depth,
              a,
              aStart + row * aStride,
              aStride,
              b,
              bStart + column,
              bStride,
              c,
              cStart + row * cStride + column,
              cStride);
        }
        for (; row < rows; row++) {
          tile1x4(
              depth,
              a,
              aStart + row * aStride,
              b,
              bStart + column,
              bStride,
              c,
              cStart + row * cStride + column);
        }
      }
    } else {
      for (; column + 2 * WIDTH <= columns; column += 2 * WIDTH) {
        int row = 0;
        for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
          tile6x2(
              depth,
              a,
              aStart + row * aStride,
              aStride,
              b,
              bStart + column,
              bStride,
              c,
              cStart + row * cStride + column,
              cStride);
        }
        for (; row < rows; row++) {
          tile1x2(
              depth,
              a,
              aStart + row * aStride,
              b,
              bStart + column,
              bStride,
              c,
              cStart + row * cStride + column);
        }
      }
    }
    for (; column < columns; column += WIDTH) {
      int row = 0;
      for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
        tile6x1(
            depth,
            a,
            aStart + row * aStride,
            aStride,
            b,
            bStart + column,
            bStride,
            c,
            cStart + row * cStride + column,
            cStride);
      }
      for (; row < rows; row++) {
        tile1x1(
            depth,
            a,
            aStart + row * aStride,
            b,
            bStart + column,
            bStride,
            c,
            cStart + row * cStride + column);
      }
    }
  }

  private static void tile6x4(
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
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cStart + WIDTH);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, cStart + 2 * WIDTH);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, cStart + 3 * WIDTH);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cStart + cStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, cStart + cStride + WIDTH);
    FloatVector c12 = FloatVector.fromArray(SPECIES, c, cStart + cStride + 2 * WIDTH);
    FloatVector c13 = FloatVector.fromArray(SPECIES, c, cStart + cStride + 3 * WIDTH);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride + WIDTH);
    FloatVector c22 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride + 2 * WIDTH);
    FloatVector c23 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride + 3 * WIDTH);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride + WIDTH);
    FloatVector c32 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride + 2 * WIDTH);
    FloatVector c33 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride + 3 * WIDTH);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride + WIDTH);
    FloatVector c42 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride + 2 * WIDTH);
    FloatVector c43 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride + 3 * WIDTH);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride + WIDTH);
    FloatVector c52 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride + 2 * WIDTH);
    FloatVector c53 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride + 3 * WIDTH);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, source + WIDTH);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, source + 2 * WIDTH);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, source + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
      x = FloatVector.broadcast(SPECIES, a[aStart + aStride + k]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
      x = FloatVector.broadcast(SPECIES, a[aStart + 2 * aStride + k]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      c23 = x.fma(b3, c23);
      x = FloatVector.broadcast(SPECIES, a[aStart + 3 * aStride + k]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      c33 = x.fma(b3, c33);
      x = FloatVector.broadcast(SPECIES, a[aStart + 4 * aStride + k]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      c43 = x.fma(b3, c43);
      x = FloatVector.broadcast(SPECIES, a[aStart + 5 * aStride + k]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      c53 = x.fma(b3, c53);
    }
    c00.intoArray(c, cStart);
    c01.intoArray(c, cStart + WIDTH);
    c02.intoArray(c, cStart + 2 * WIDTH);
    c03.intoArray(c, cStart + 3 * WIDTH);
    c10.intoArray(c, cStart + cStride);
    c11.intoArray(c, cStart + cStride + WIDTH);
    c12.intoArray(c, cStart + cStride + 2 * WIDTH);
    c13.intoArray(c, cStart + cStride + 3 * WIDTH);
    c20.intoArray(c, cStart + 2 * cStride);
    c21.intoArray(c, cStart + 2 * cStride + WIDTH);
    c22.intoArray(c, cStart + 2 * cStride + 2 * WIDTH);
    c23.intoArray(c, cStart + 2 * cStride + 3 * WIDTH);
    c30.intoArray(c, cStart + 3 * cStride);
    c31.intoArray(c, cStart + 3 * cStride + WIDTH);
    c32.intoArray(c, cStart + 3 * cStride + 2 * WIDTH);
    c33.intoArray(c, cStart + 3 * cStride + 3 * WIDTH);
    c40.intoArray(c, cStart + 4 * cStride);
    c41.intoArray(c, cStart + 4 * cStride + WIDTH);
    c42.intoArray(c, cStart + 4 * cStride + 2 * WIDTH);
    c43.intoArray(c, cStart + 4 * cStride + 3 * WIDTH);
    c50.intoArray(c, cStart + 5 * cStride);
    c51.intoArray(c, cStart + 5 * cStride + WIDTH);
    c52.intoArray(c, cStart + 5 * cStride + 2 * WIDTH);
    c53.intoArray(c, cStart + 5 * cStride + 3 * WIDTH);
  }

  private static void tile1x4(
      int depth, float[] a, int aStart, float[] b, int bStart, int bStride, float[] c, int cStart) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cStart + WIDTH);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, cStart + 2 * WIDTH);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, cStart + 3 * WIDTH);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, source + WIDTH);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, source + 2 * WIDTH);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, source + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
    }
    c00.intoArray(c, cStart);
    c01.intoArray(c, cStart + WIDTH);
    c02.intoArray(c, cStart + 2 * WIDTH);
    c03.intoArray(c, cStart + 3 * WIDTH);
  }

  private static void tile6x2(
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
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cStart + WIDTH);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cStart + cStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, cStart + cStride + WIDTH);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride + WIDTH);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride + WIDTH);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride + WIDTH);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride + WIDTH);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, source + WIDTH);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[aStart + aStride + k]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[aStart + 2 * aStride + k]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[aStart + 3 * aStride + k]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[aStart + 4 * aStride + k]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[aStart + 5 * aStride + k]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    c00.intoArray(c, cStart);
    c01.intoArray(c, cStart + WIDTH);
    c10.intoArray(c, cStart + cStride);
    c11.intoArray(c, cStart + cStride + WIDTH);
    c20.intoArray(c, cStart + 2 * cStride);
    c21.intoArray(c, cStart + 2 * cStride + WIDTH);
    c30.intoArray(c, cStart + 3 * cStride);
    c31.intoArray(c, cStart + 3 * cStride + WIDTH);
    c40.intoArray(c, cStart + 4 * cStride);
    c41.intoArray(c, cStart + 4 * cStride + WIDTH);
    c50.intoArray(c, cStart + 5 * cStride);
    c51.intoArray(c, cStart + 5 * cStride + WIDTH);
  }

  private static void tile1x2(
      int depth, float[] a, int aStart, float[] b, int bStart, int bStride, float[] c, int cStart) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cStart + WIDTH);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, source + WIDTH);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
    }
    c00.intoArray(c, cStart);
    c01.intoArray(c, cStart + WIDTH);
  }

  private static void tile6x1(
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
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cStart + cStride);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cStart + 2 * cStride);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cStart + 3 * cStride);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cStart + 4 * cStride);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cStart + 5 * cStride);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
      x = FloatVector.broadcast(SPECIES, a[aStart + aStride + k]);
      c10 = x.fma(b0, c10);
      x = FloatVector.broadcast(SPECIES, a[aStart + 2 * aStride + k]);
      c20 = x.fma(b0, c20);
      x = FloatVector.broadcast(SPECIES, a[aStart + 3 * aStride + k]);
      c30 = x.fma(b0, c30);
      x = FloatVector.broadcast(SPECIES, a[aStart + 4 * aStride + k]);
      c40 = x.fma(b0, c40);
      x = FloatVector.broadcast(SPECIES, a[aStart + 5 * aStride + k]);
      c50 = x.fma(b0, c50);
    }
    c00.intoArray(c, cStart);
    c10.intoArray(c, cStart + cStride);
    c20.intoArray(c, cStart + 2 * cStride);
    c30.intoArray(c, cStart + 3 * cStride);
    c40.intoArray(c, cStart + 4 * cStride);
    c50.intoArray(c, cStart + 5 * cStride);
  }

  private static void tile1x1(
      int depth, float[] a, int aStart, float[] b, int bStart, int bStride, float[] c, int cStart) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cStart);
    for (int k = 0; k < depth; k++) {
      int source = bStart + k * bStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, source);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aStart + k]);
      c00 = x.fma(b0, c00);
    }
    c00.intoArray(c, cStart);
  }

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += LANES) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, start + i);
        sum = v.fma(v, sum);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < length; i++) {
      lanes[i - whole] = Math.fma(x[start + i], x[start + i], lanes[i - whole]);
    }
    return ScalarKernel.sumLanes(lanes);
  }

  @Override
  public float max(float[] x, int start, int length) {
    int whole = length - length % WIDTH;
    FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += WIDTH) {
      max = max.max(FloatVector.fromArray(SPECIES, x, start + i));
    }
    float rest = SCALAR.max(x, start + whole, length - whole);
    return Math.max(max.reduceLanes(VectorOperators.MAX), rest);
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += LANES) {
        FloatVector power = exp(FloatVector.fromArray(SPECIES, x, start + i).sub(shift));
        power.intoArray(x, start + i);
        sum = sum.add(power);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < length; i++) {
      float power = Exponential.exp(x[start + i] - shift);
      x[start + i] = power;
      lanes[i - whole] += power;
    }
    return ScalarKernel.sumLanes(lanes);
  }

  @Override
  public void scaleByWeights(
      float[] x, int xStart, float scale, float[] weights, float[] y, int yStart, int length) {
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, x, xStart + i)
          .mul(scale)
          .mul(FloatVector.fromArray(SPECIES, weights, i))
          .intoArray(y, yStart + i);
    }
    for (; i < length; i++) {
      y[yStart + i] = (x[xStart + i] * scale) * weights[i];
    }
  }

  @Override
  public void siluMultiply(float[] gate, int gateStart, float[] up, int upStart, int length) {
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(SPECIES, gate, gateStart + i);
      g.div(exp(g.neg()).add(1f))
          .mul(FloatVector.fromArray(SPECIES, up, upStart + i))
          .intoArray(gate, gateStart + i);
    }
    SCALAR.siluMultiply(gate, gateStart + i, up, upStart + i, length - i);
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, x, xStart + i)
          .fma(factor, FloatVector.fromArray(SPECIES, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    SCALAR.addScaled(x, xStart + i, scale, y, yStart + i, length - i);
  }

  /** {@link Exponential#exp}, operation by operation. */
  private static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(Exponential.SMALLEST).min(Exponential.LARGEST);
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exponential.ROUNDER);
    FloatVector rounded = clamped.fma(FloatVector.broadcast(SPECIES, Exponential.LOG2_E), rounder);
    FloatVector n = rounded.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -Exponential.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(SPECIES, -Exponential.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(SPECIES, Exponential.C5);
    p = p.fma(r, FloatVector.broadcast(SPECIES, Exponential.C4));
    p = p.fma(r, FloatVector.broadcast(SPECIES, Exponential.C3));
    p = p.fma(r, FloatVector.broadcast(SPECIES, Exponential.C2));
    p = p.fma(r, FloatVector.broadcast(SPECIES, Exponential.C1));
    p = p.fma(r, FloatVector.broadcast(SPECIES, Exponential.C0));
    FloatVector power = p.fma(r.mul(r), r).add(1f);
    IntVector scale = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return power.mul(scale.add(0x3f800000).reinterpretAsFloats());
  }
}
