package io.tramontane.benchmarks.vector;

import io.tramontane.benchmarks.MachineLimit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fused multiply-adds on registers, counted in floating-point operations.
 *
 * <p>Twelve chains are independent of each other: enough for two units with a latency of up to six
 * cycles, and with the two factors they still fit the sixteen registers of AVX2. Each begins with a
 * value of its own, so that the JIT cannot make one of two.
 */
public final class FusedMultiplyAdds implements MachineLimit {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int TURNS = 100_000;

  /** Read from here each time, so that nothing is computed ahead of time. */
  private final float[] factors = {0.5f, 0.25f};

  @Override
  public long amount() {
    return 2L * SPECIES.length() * CHAINS * TURNS;
  }

  @Override
  public float approach() {
    FloatVector x = FloatVector.broadcast(SPECIES, factors[0]);
    FloatVector y = FloatVector.broadcast(SPECIES, factors[1]);
    FloatVector a = x.add(1f);
    FloatVector b = x.add(2f);
    FloatVector c = x.add(3f);
    FloatVector d = x.add(4f);
    FloatVector e = x.add(5f);
    FloatVector f = x.add(6f);
    FloatVector g = x.add(7f);
    FloatVector h = x.add(8f);
    FloatVector i = x.add(9f);
    FloatVector j = x.add(10f);
    FloatVector k = x.add(11f);
    FloatVector l = x.add(12f);
    for (int turn = 0; turn < TURNS; turn++) {
      a = x.fma(y, a);
      b = x.fma(y, b);
      c = x.fma(y, c);
      d = x.fma(y, d);
      e = x.fma(y, e);
      f = x.fma(y, f);
      g = x.fma(y, g);
      h = x.fma(y, h);
      i = x.fma(y, i);
      j = x.fma(y, j);
      k = x.fma(y, k);
      l = x.fma(y, l);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
