package io.tramontane.tensor.vector;

import io.tramontane.tensor.Exponential;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.RowKernel;
import io.tramontane.tensor.ScalarKernel;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a {@link Kernel} does on rows, at one vector width; a template of {@link Specialization}.
 */
final class RowArithmetic implements RowKernel {
  private static final VectorSpecies<Float> FLOATS = Specialization.floats(MethodHandles.lookup());
  private static final int WIDTH = FLOATS.length();
  private static final int LANES = Kernel.LANES;
  private static final ScalarKernel SCALAR = new ScalarKernel();

  @Override
  public float sumOfSquares(float[] x, int start, int length) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += WIDTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = lane; i < whole; i += LANES) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, start + i);
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
    FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += WIDTH) {
      max = max.max(FloatVector.fromArray(FLOATS, x, start + i));
    }
    float rest = SCALAR.max(x, start + whole, length - whole);
    return Math.max(max.reduceLanes(VectorOperators.MAX), rest);
  }

  @Override
  public float exponentiate(float[] x, int start, int length, float shift) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += WIDTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = lane; i < whole; i += LANES) {
        FloatVector power = exp(FloatVector.fromArray(FLOATS, x, start + i).sub(shift));
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
      FloatVector.fromArray(FLOATS, x, xStart + i)
          .mul(scale)
          .mul(FloatVector.fromArray(FLOATS, weights, i))
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
      FloatVector g = FloatVector.fromArray(FLOATS, gate, gateStart + i);
      g.div(exp(g.neg()).add(1f))
          .mul(FloatVector.fromArray(FLOATS, up, upStart + i))
          .intoArray(gate, gateStart + i);
    }
    SCALAR.siluMultiply(gate, gateStart + i, up, upStart + i, length - i);
  }

  @Override
  public void clampedSwiglu(float[] gate, int gateStart, float[] up, int upStart, int length) {
    FloatVector limit = FloatVector.broadcast(FLOATS, SWIGLU_LIMIT);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(FLOATS, gate, gateStart + i).min(limit);
      FloatVector u = FloatVector.fromArray(FLOATS, up, upStart + i).min(limit).max(-SWIGLU_LIMIT);
      g.div(exp(g.mul(SWIGLU_ALPHA).neg()).add(1f)).mul(u.add(1f)).intoArray(gate, gateStart + i);
    }
    SCALAR.clampedSwiglu(gate, gateStart + i, up, upStart + i, length - i);
  }

  @Override
  public void addScaled(float[] x, int xStart, float scale, float[] y, int yStart, int length) {
    FloatVector factor = FloatVector.broadcast(FLOATS, scale);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector.fromArray(FLOATS, x, xStart + i)
          .fma(factor, FloatVector.fromArray(FLOATS, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    SCALAR.addScaled(x, xStart + i, scale, y, yStart + i, length - i);
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
    FloatVector factor = FloatVector.broadcast(FLOATS, scale);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      FloatVector.fromArray(FLOATS, x, xStart + i)
          .mul(factor)
          .fma(
              FloatVector.fromArray(FLOATS, z, zStart + i),
              FloatVector.fromArray(FLOATS, y, yStart + i))
          .intoArray(y, yStart + i);
    }
    SCALAR.addScaledProducts(x, xStart + i, scale, z, zStart + i, y, yStart + i, length - i);
  }

  /** {@link Exponential#exp}, operation by operation. */
  private static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(Exponential.SMALLEST).min(Exponential.LARGEST);
    FloatVector rounder = FloatVector.broadcast(FLOATS, Exponential.ROUNDER);
    FloatVector rounded = clamped.fma(FloatVector.broadcast(FLOATS, Exponential.LOG2_E), rounder);
    FloatVector n = rounded.sub(rounder);
    FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -Exponential.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(FLOATS, -Exponential.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(FLOATS, Exponential.C5);
    p = p.fma(r, FloatVector.broadcast(FLOATS, Exponential.C4));
    p = p.fma(r, FloatVector.broadcast(FLOATS, Exponential.C3));
    p = p.fma(r, FloatVector.broadcast(FLOATS, Exponential.C2));
    p = p.fma(r, FloatVector.broadcast(FLOATS, Exponential.C1));
    p = p.fma(r, FloatVector.broadcast(FLOATS, Exponential.C0));
    FloatVector power = p.fma(r.mul(r), r).add(1f);
    IntVector scale = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return power.mul(scale.add(0x3f800000).reinterpretAsFloats());
  }
}
