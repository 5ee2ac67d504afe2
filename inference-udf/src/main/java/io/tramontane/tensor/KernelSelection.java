package io.tramontane.tensor;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;

/** Chooses the kernel once per JVM. */
final class KernelSelection {
  static final Kernel BEST = select();

  private static final String VECTOR_KERNEL = "io.tramontane.tensor.vector.VectorKernel";

  private KernelSelection() {}

  private static Kernel select() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      warn(
          "the module jdk.incubator.vector is absent. Start Java with --add-modules jdk.incubator.vector");
      return new ScalarKernel();
    }
    try {
      // By name, so that this class loads where the Vector API is absent.
      return Class.forName(VECTOR_KERNEL).asSubclass(Kernel.class).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      warn(String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException | LinkageError e) {
      warn(e.toString());
    }
    return new ScalarKernel();
  }

  private static void warn(String cause) {
    System.getLogger(KernelSelection.class.getName())
        .log(
            Level.WARNING,
            "Cannot use vector instructions, computing many times slower: {0}.",
            cause);
  }
}
