package io.tramontane.benchmarks;

/**
 * Work that a machine cannot do faster. Not for concurrent use: each thread has its own.
 *
 * <p>Implementations are made by name, since their package alone is compiled with the incubating
 * Vector API.
 */
public interface MachineLimit {
  /** Does some of it. The result is there so that the JIT cannot leave the work out. */
  float approach();

  /** How much each call of {@link #approach} does. */
  long amount();

  /** The implementation of this name in the package {@code vector}. */
  static MachineLimit named(String name) {
    try {
      return Class.forName(MachineLimit.class.getPackageName() + ".vector." + name)
          .asSubclass(MachineLimit.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "Cannot use the Vector API: %s. Start Java with --add-modules jdk.incubator.vector."
              .formatted(e),
          e);
    }
  }
}
