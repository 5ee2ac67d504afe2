package io.tramontane.benchmarks.vector;

import io.tramontane.benchmarks.MachineLimit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Reading an array of 256 MiB part after part, counted in bytes. */
public final class MemoryReads implements MachineLimit {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = 1 << 26;
  private static final int PART = LENGTH / 8;

  private final float[] array = new float[LENGTH];
  private int next;

  @Override
  public long amount() {
    return (long) PART * Float.BYTES;
  }

  /** The sum of the next part. */
  @Override
  public float approach() {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int end = next + PART;
    int width = SPECIES.length();
    for (int i = next; i < end; i += 4 * width) {
      a = a.add(FloatVector.fromArray(SPECIES, array, i));
      b = b.add(FloatVector.fromArray(SPECIES, array, i + width));
      c = c.add(FloatVector.fromArray(SPECIES, array, i + 2 * width));
      d = d.add(FloatVector.fromArray(SPECIES, array, i + 3 * width));
    }
    next = end % LENGTH;
    return a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
  }
}
