package io.tramontane.tensor;

import io.tramontane.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** The kernels of every vector width that this machine has, and the one without vectors. */
public final class EveryKernel {
  private EveryKernel() {}

  /** The widths that this machine has, at least none. */
  public static List<VectorBits> widths() {
    List<VectorBits> widths = new ArrayList<>();
    for (VectorBits bits : VectorBits.values()) {
      try {
        Kernel.of(bits);
        widths.add(bits);
      } catch (InvalidInputException e) {
        // A machine without vectors of that width.
      }
    }
    return widths;
  }

  /** At least the one without vectors. */
  public static List<Kernel> here() {
    return widths().stream().map(Kernel::of).toList();
  }
}
