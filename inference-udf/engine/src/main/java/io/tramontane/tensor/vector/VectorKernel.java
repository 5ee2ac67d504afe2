package io.tramontane.tensor.vector;

import io.tramontane.tensor.DecodingKernel;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.MatrixKernel;
import io.tramontane.tensor.PackedPanel;
import io.tramontane.tensor.RowKernel;
import jdk.incubator.vector.VectorShape;

/** The {@link Kernel} on the JDK's Vector API, for vectors of one width. */
public final class VectorKernel implements Kernel {
  private static final int MIN_BITS = 128;
  private static final int MAX_BITS = LANES * Float.SIZE;

  private final MatrixKernel matrix;
  private final DecodingKernel decoding;
  private final RowKernel rows;

  /**
   * @param bits of a vector: 128, 256, 512, or 0 for the widest of them that this machine has
   * @throws UnsupportedOperationException with the reason, if it does not have them
   */
  public VectorKernel(int bits) {
    int widest = VectorShape.preferredShape().vectorBitSize();
    if (widest < Math.max(bits, MIN_BITS)) {
      throw new UnsupportedOperationException("the widest vectors here have " + widest + " bits");
    }
    int chosen = bits == 0 ? Math.min(widest, MAX_BITS) : bits;
    this.matrix = Specialization.of(MatrixTiles.class, MatrixKernel.class, chosen);
    this.decoding = Specialization.of(PanelDecoder.class, DecodingKernel.class, chosen);
    this.rows = Specialization.of(RowArithmetic.class, RowKernel.class, chosen);
  }

  @Override
  public void multiplyAdd(
      int rowCount,
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
    matrix.multiplyAdd(
        rowCount, columns, depth, a, aStart, aStride, b, bStart, bStride, c, cStart, cStride);
  }

  @Override
  public void decodeScales(PackedPanel packed, int from, int depth, int rowCount) {
    decoding.decodeScales(packed, from, depth, rowCount);
  }

  @Override
  public void decodeValues(PackedPanel packed, int from, int depth, int rowCount, float[] values) {
    decoding.decodeValues(packed, from, depth, rowCount, values);
  }

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    return rows.sumOfSquares(x, start, length);
  }

  @Override
  public float max(float[] x, int start, int length) {
    return rows.max(x, start, length);
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    return rows.exponentiate(x, start, length, shift);
  }

  @Override
  public void scaleByWeights(
      float[] x, int xStart, float scale, float[] weights, float[] y, int yStart, int length) {
    rows.scaleByWeights(x, xStart, scale, weights, y, yStart, length);
  }

  @Override
  public void siluMultiply(float[] gate, int gateStart, float[] up, int upStart, int length) {
    rows.siluMultiply(gate, gateStart, up, upStart, length);
  }

  @Override
  public void clampedSwiglu(float[] gate, int gateStart, float[] up, int upStart, int length) {
    rows.clampedSwiglu(gate, gateStart, up, upStart, length);
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    rows.addScaled(x, xStart, scale, y, yStart, length);
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
    rows.addScaledProducts(x, xStart, scale, z, zStart, y, yStart, length);
  }
}
