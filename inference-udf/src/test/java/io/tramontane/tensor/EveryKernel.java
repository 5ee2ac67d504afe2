package io.tramontane.tensor;

import io.tramontane.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** The kernels of every vector width that this machine has, and the one without vectors. */
public final class EveryKernel {
  private EveryKernel() {}

  /** At least the one without vectors. */
  public static List<Kernel> here() {
    List<Kernel> kernels = new ArrayList<>();
    for (VectorBits bits : VectorBits.values()) {
      try {
        kernels.add(Kernel.of(bits));
      } catch (InvalidInputException e) {
        // A machine without vectors of that width.
      }
    }
    return kernels;
  }
}
