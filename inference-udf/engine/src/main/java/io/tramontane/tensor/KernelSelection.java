package io.tramontane.tensor;

import io.tramontane.failure.InvalidInputException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.EnumMap;
import java.util.Map;

/** Makes kernels, each once per JVM. */
final class KernelSelection {
  private static final String VECTOR_KERNEL = "io.tramontane.tensor.vector.VectorKernel";
  private static final Map<VectorBits, Kernel> MADE = new EnumMap<>(VectorBits.class);

  private KernelSelection() {}

  static Kernel of(VectorBits bits) {
    synchronized (MADE) {
      return MADE.computeIfAbsent(bits, KernelSelection::make);
    }
  }

  private static Kernel make(VectorBits bits) {
    return switch (bits) {
      case NONE -> new ScalarKernel();
      case AUTO -> best();
      case BITS_512, BITS_256, BITS_128 -> ofWidth(bits);
    };
  }

  private static Kernel best() {
    try {
      return vectorKernel(VectorBits.AUTO);
    } catch (UnsupportedOperationException e) {
      System.getLogger(KernelSelection.class.getName())
          .log(
              Level.WARNING,
              "Cannot use vector instructions, computing many times slower: {0}.",
              e.getMessage());
      return new ScalarKernel();
    }
  }

  private static Kernel ofWidth(VectorBits bits) {
    try {
      return vectorKernel(bits);
    } catch (UnsupportedOperationException e) {
      throw new InvalidInputException(
          "Cannot compute with vectors of %s bits: %s. Set engine.vector-bits (--vector-bits) to auto."
              .formatted(bits, e.getMessage()),
          e);
    }
  }

  /**
   * @throws UnsupportedOperationException with the reason, if there can be none
   */
  private static Kernel vectorKernel(VectorBits bits) {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new UnsupportedOperationException(
          "the module jdk.incubator.vector is absent. Start Java with --add-modules jdk.incubator.vector");
    }
    try {
      // By name, so that this class loads where the Vector API is absent.
      return Class.forName(VECTOR_KERNEL)
          .asSubclass(Kernel.class)
          .getConstructor(int.class)
          .newInstance(bits.bits());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UnsupportedOperationException unsupported) {
        throw unsupported;
      }
      throw new UnsupportedOperationException(String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnsupportedOperationException(e.toString(), e);
    }
  }
}
