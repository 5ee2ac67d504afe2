package io.tramontane.tensor.vector;

import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.MatrixKernel;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernel#multiplyAdd} at one vector width; a template of {@link Specialization}.
 *
 * <p>A tile of C stays in registers while k runs: 6, 4 or 2 rows by four vectors where a vector has
 * 512 bits and so the machine has 32 registers, by two otherwise. Lanes run across columns and k is
 * sequential, so each element's chain of fma is the same at every width. A tile with fewer rows
 * than its height computes its last row several times over and stores the same result.
 *
 * <p>The tiles are unrolled by hand: the compiler keeps sums in registers only as single variables.
 */
final class MatrixTiles implements MatrixKernel {
  private static final VectorSpecies<Float> FLOATS = Specialization.floats(MethodHandles.lookup());
  private static final int WIDTH = FLOATS.length();
  private static final boolean WIDE = WIDTH == Kernel.LANES;
  private static final int TILE_VECTORS = WIDE ? 4 : 2;

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
    for (int column = 0; column < columns; ) {
      boolean whole = column + TILE_VECTORS * WIDTH <= columns;
      for (int row = 0; row < rows; ) {
        int height = height(rows - row);
        int a0 = aStart + row * aStride;
        int b0 = bStart + column;
        int c0 = cStart + row * cStride + column;
        int last = Math.min(height, rows - row) - 1;
        if (!whole) {
          tile6x1(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
        } else if (WIDE) {
          switch (height) {
            case 6 -> tile6x4(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
            case 4 -> tile4x4(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
            default -> tile2x4(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
          }
        } else {
          switch (height) {
            case 6 -> tile6x2(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
            case 4 -> tile4x2(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
            default -> tile2x2(last, depth, a, a0, aStride, b, b0, bStride, c, c0, cStride);
          }
        }
        row += height;
      }
      column += whole ? TILE_VECTORS * WIDTH : WIDTH;
    }
  }

  /** The height of the tile for the next of some rows. */
  private static int height(int rows) {
    return rows <= 2 ? 2 : rows <= 4 ? 4 : 6;
  }

  private static void tile6x4(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int c2 = c0 + Math.min(2, last) * cStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int c3 = c0 + Math.min(3, last) * cStride;
    int a4 = a0 + Math.min(4, last) * aStride;
    int c4 = c0 + Math.min(4, last) * cStride;
    int a5 = a0 + Math.min(5, last) * aStride;
    int c5 = c0 + Math.min(5, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum02 = FloatVector.fromArray(FLOATS, c, c0 + 2 * WIDTH);
    FloatVector sum03 = FloatVector.fromArray(FLOATS, c, c0 + 3 * WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    FloatVector sum12 = FloatVector.fromArray(FLOATS, c, c1 + 2 * WIDTH);
    FloatVector sum13 = FloatVector.fromArray(FLOATS, c, c1 + 3 * WIDTH);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, c, c2);
    FloatVector sum21 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
    FloatVector sum22 = FloatVector.fromArray(FLOATS, c, c2 + 2 * WIDTH);
    FloatVector sum23 = FloatVector.fromArray(FLOATS, c, c2 + 3 * WIDTH);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, c, c3);
    FloatVector sum31 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
    FloatVector sum32 = FloatVector.fromArray(FLOATS, c, c3 + 2 * WIDTH);
    FloatVector sum33 = FloatVector.fromArray(FLOATS, c, c3 + 3 * WIDTH);
    FloatVector sum40 = FloatVector.fromArray(FLOATS, c, c4);
    FloatVector sum41 = FloatVector.fromArray(FLOATS, c, c4 + WIDTH);
    FloatVector sum42 = FloatVector.fromArray(FLOATS, c, c4 + 2 * WIDTH);
    FloatVector sum43 = FloatVector.fromArray(FLOATS, c, c4 + 3 * WIDTH);
    FloatVector sum50 = FloatVector.fromArray(FLOATS, c, c5);
    FloatVector sum51 = FloatVector.fromArray(FLOATS, c, c5 + WIDTH);
    FloatVector sum52 = FloatVector.fromArray(FLOATS, c, c5 + 2 * WIDTH);
    FloatVector sum53 = FloatVector.fromArray(FLOATS, c, c5 + 3 * WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, bk + 2 * WIDTH);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, bk + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      sum02 = x.fma(w2, sum02);
      sum03 = x.fma(w3, sum03);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
      sum12 = x.fma(w2, sum12);
      sum13 = x.fma(w3, sum13);
      x = FloatVector.broadcast(FLOATS, a[a2 + k]);
      sum20 = x.fma(w0, sum20);
      sum21 = x.fma(w1, sum21);
      sum22 = x.fma(w2, sum22);
      sum23 = x.fma(w3, sum23);
      x = FloatVector.broadcast(FLOATS, a[a3 + k]);
      sum30 = x.fma(w0, sum30);
      sum31 = x.fma(w1, sum31);
      sum32 = x.fma(w2, sum32);
      sum33 = x.fma(w3, sum33);
      x = FloatVector.broadcast(FLOATS, a[a4 + k]);
      sum40 = x.fma(w0, sum40);
      sum41 = x.fma(w1, sum41);
      sum42 = x.fma(w2, sum42);
      sum43 = x.fma(w3, sum43);
      x = FloatVector.broadcast(FLOATS, a[a5 + k]);
      sum50 = x.fma(w0, sum50);
      sum51 = x.fma(w1, sum51);
      sum52 = x.fma(w2, sum52);
      sum53 = x.fma(w3, sum53);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum02.intoArray(c, c0 + 2 * WIDTH);
    sum03.intoArray(c, c0 + 3 * WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
    sum12.intoArray(c, c1 + 2 * WIDTH);
    sum13.intoArray(c, c1 + 3 * WIDTH);
    sum20.intoArray(c, c2);
    sum21.intoArray(c, c2 + WIDTH);
    sum22.intoArray(c, c2 + 2 * WIDTH);
    sum23.intoArray(c, c2 + 3 * WIDTH);
    sum30.intoArray(c, c3);
    sum31.intoArray(c, c3 + WIDTH);
    sum32.intoArray(c, c3 + 2 * WIDTH);
    sum33.intoArray(c, c3 + 3 * WIDTH);
    sum40.intoArray(c, c4);
    sum41.intoArray(c, c4 + WIDTH);
    sum42.intoArray(c, c4 + 2 * WIDTH);
    sum43.intoArray(c, c4 + 3 * WIDTH);
    sum50.intoArray(c, c5);
    sum51.intoArray(c, c5 + WIDTH);
    sum52.intoArray(c, c5 + 2 * WIDTH);
    sum53.intoArray(c, c5 + 3 * WIDTH);
  }

  private static void tile4x4(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int c2 = c0 + Math.min(2, last) * cStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int c3 = c0 + Math.min(3, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum02 = FloatVector.fromArray(FLOATS, c, c0 + 2 * WIDTH);
    FloatVector sum03 = FloatVector.fromArray(FLOATS, c, c0 + 3 * WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    FloatVector sum12 = FloatVector.fromArray(FLOATS, c, c1 + 2 * WIDTH);
    FloatVector sum13 = FloatVector.fromArray(FLOATS, c, c1 + 3 * WIDTH);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, c, c2);
    FloatVector sum21 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
    FloatVector sum22 = FloatVector.fromArray(FLOATS, c, c2 + 2 * WIDTH);
    FloatVector sum23 = FloatVector.fromArray(FLOATS, c, c2 + 3 * WIDTH);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, c, c3);
    FloatVector sum31 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
    FloatVector sum32 = FloatVector.fromArray(FLOATS, c, c3 + 2 * WIDTH);
    FloatVector sum33 = FloatVector.fromArray(FLOATS, c, c3 + 3 * WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, bk + 2 * WIDTH);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, bk + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      sum02 = x.fma(w2, sum02);
      sum03 = x.fma(w3, sum03);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
      sum12 = x.fma(w2, sum12);
      sum13 = x.fma(w3, sum13);
      x = FloatVector.broadcast(FLOATS, a[a2 + k]);
      sum20 = x.fma(w0, sum20);
      sum21 = x.fma(w1, sum21);
      sum22 = x.fma(w2, sum22);
      sum23 = x.fma(w3, sum23);
      x = FloatVector.broadcast(FLOATS, a[a3 + k]);
      sum30 = x.fma(w0, sum30);
      sum31 = x.fma(w1, sum31);
      sum32 = x.fma(w2, sum32);
      sum33 = x.fma(w3, sum33);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum02.intoArray(c, c0 + 2 * WIDTH);
    sum03.intoArray(c, c0 + 3 * WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
    sum12.intoArray(c, c1 + 2 * WIDTH);
    sum13.intoArray(c, c1 + 3 * WIDTH);
    sum20.intoArray(c, c2);
    sum21.intoArray(c, c2 + WIDTH);
    sum22.intoArray(c, c2 + 2 * WIDTH);
    sum23.intoArray(c, c2 + 3 * WIDTH);
    sum30.intoArray(c, c3);
    sum31.intoArray(c, c3 + WIDTH);
    sum32.intoArray(c, c3 + 2 * WIDTH);
    sum33.intoArray(c, c3 + 3 * WIDTH);
  }

  private static void tile2x4(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum02 = FloatVector.fromArray(FLOATS, c, c0 + 2 * WIDTH);
    FloatVector sum03 = FloatVector.fromArray(FLOATS, c, c0 + 3 * WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    FloatVector sum12 = FloatVector.fromArray(FLOATS, c, c1 + 2 * WIDTH);
    FloatVector sum13 = FloatVector.fromArray(FLOATS, c, c1 + 3 * WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector w2 = FloatVector.fromArray(FLOATS, b, bk + 2 * WIDTH);
      FloatVector w3 = FloatVector.fromArray(FLOATS, b, bk + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      sum02 = x.fma(w2, sum02);
      sum03 = x.fma(w3, sum03);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
      sum12 = x.fma(w2, sum12);
      sum13 = x.fma(w3, sum13);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum02.intoArray(c, c0 + 2 * WIDTH);
    sum03.intoArray(c, c0 + 3 * WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
    sum12.intoArray(c, c1 + 2 * WIDTH);
    sum13.intoArray(c, c1 + 3 * WIDTH);
  }

  private static void tile6x2(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int c2 = c0 + Math.min(2, last) * cStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int c3 = c0 + Math.min(3, last) * cStride;
    int a4 = a0 + Math.min(4, last) * aStride;
    int c4 = c0 + Math.min(4, last) * cStride;
    int a5 = a0 + Math.min(5, last) * aStride;
    int c5 = c0 + Math.min(5, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, c, c2);
    FloatVector sum21 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, c, c3);
    FloatVector sum31 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
    FloatVector sum40 = FloatVector.fromArray(FLOATS, c, c4);
    FloatVector sum41 = FloatVector.fromArray(FLOATS, c, c4 + WIDTH);
    FloatVector sum50 = FloatVector.fromArray(FLOATS, c, c5);
    FloatVector sum51 = FloatVector.fromArray(FLOATS, c, c5 + WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
      x = FloatVector.broadcast(FLOATS, a[a2 + k]);
      sum20 = x.fma(w0, sum20);
      sum21 = x.fma(w1, sum21);
      x = FloatVector.broadcast(FLOATS, a[a3 + k]);
      sum30 = x.fma(w0, sum30);
      sum31 = x.fma(w1, sum31);
      x = FloatVector.broadcast(FLOATS, a[a4 + k]);
      sum40 = x.fma(w0, sum40);
      sum41 = x.fma(w1, sum41);
      x = FloatVector.broadcast(FLOATS, a[a5 + k]);
      sum50 = x.fma(w0, sum50);
      sum51 = x.fma(w1, sum51);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
    sum20.intoArray(c, c2);
    sum21.intoArray(c, c2 + WIDTH);
    sum30.intoArray(c, c3);
    sum31.intoArray(c, c3 + WIDTH);
    sum40.intoArray(c, c4);
    sum41.intoArray(c, c4 + WIDTH);
    sum50.intoArray(c, c5);
    sum51.intoArray(c, c5 + WIDTH);
  }

  private static void tile4x2(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int c2 = c0 + Math.min(2, last) * cStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int c3 = c0 + Math.min(3, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, c, c2);
    FloatVector sum21 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, c, c3);
    FloatVector sum31 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
      x = FloatVector.broadcast(FLOATS, a[a2 + k]);
      sum20 = x.fma(w0, sum20);
      sum21 = x.fma(w1, sum21);
      x = FloatVector.broadcast(FLOATS, a[a3 + k]);
      sum30 = x.fma(w0, sum30);
      sum31 = x.fma(w1, sum31);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
    sum20.intoArray(c, c2);
    sum21.intoArray(c, c2 + WIDTH);
    sum30.intoArray(c, c3);
    sum31.intoArray(c, c3 + WIDTH);
  }

  private static void tile2x2(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum01 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum11 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector w1 = FloatVector.fromArray(FLOATS, b, bk + WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      sum01 = x.fma(w1, sum01);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      sum11 = x.fma(w1, sum11);
    }
    sum00.intoArray(c, c0);
    sum01.intoArray(c, c0 + WIDTH);
    sum10.intoArray(c, c1);
    sum11.intoArray(c, c1 + WIDTH);
  }

  private static void tile6x1(
      int last,
      int depth,
      float[] a,
      int a0,
      int aStride,
      float[] b,
      int b0,
      int bStride,
      float[] c,
      int c0,
      int cStride) {
    int a1 = a0 + Math.min(1, last) * aStride;
    int c1 = c0 + Math.min(1, last) * cStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int c2 = c0 + Math.min(2, last) * cStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int c3 = c0 + Math.min(3, last) * cStride;
    int a4 = a0 + Math.min(4, last) * aStride;
    int c4 = c0 + Math.min(4, last) * cStride;
    int a5 = a0 + Math.min(5, last) * aStride;
    int c5 = c0 + Math.min(5, last) * cStride;
    FloatVector sum00 = FloatVector.fromArray(FLOATS, c, c0);
    FloatVector sum10 = FloatVector.fromArray(FLOATS, c, c1);
    FloatVector sum20 = FloatVector.fromArray(FLOATS, c, c2);
    FloatVector sum30 = FloatVector.fromArray(FLOATS, c, c3);
    FloatVector sum40 = FloatVector.fromArray(FLOATS, c, c4);
    FloatVector sum50 = FloatVector.fromArray(FLOATS, c, c5);
    for (int k = 0; k < depth; k++) {
      int bk = b0 + k * bStride;
      FloatVector w0 = FloatVector.fromArray(FLOATS, b, bk);
      FloatVector x = FloatVector.broadcast(FLOATS, a[a0 + k]);
      sum00 = x.fma(w0, sum00);
      x = FloatVector.broadcast(FLOATS, a[a1 + k]);
      sum10 = x.fma(w0, sum10);
      x = FloatVector.broadcast(FLOATS, a[a2 + k]);
      sum20 = x.fma(w0, sum20);
      x = FloatVector.broadcast(FLOATS, a[a3 + k]);
      sum30 = x.fma(w0, sum30);
      x = FloatVector.broadcast(FLOATS, a[a4 + k]);
      sum40 = x.fma(w0, sum40);
      x = FloatVector.broadcast(FLOATS, a[a5 + k]);
      sum50 = x.fma(w0, sum50);
    }
    sum00.intoArray(c, c0);
    sum10.intoArray(c, c1);
    sum20.intoArray(c, c2);
    sum30.intoArray(c, c3);
    sum40.intoArray(c, c4);
    sum50.intoArray(c, c5);
  }
}
