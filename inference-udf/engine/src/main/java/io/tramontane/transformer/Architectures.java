package io.tramontane.transformer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds architectures among those of all {@link ArchitectureProvider}s. */
public final class Architectures {
  private Architectures() {}

  /**
   * The architecture that a model file names.
   *
   * @throws InvalidInputException if it names none, or one that is not known
   */
  public static Architecture of(GgufFile file) {
    String name = file.metadata().string("general.architecture");
    // Not by the thread's class loader: the same are known to every thread.
    ClassLoader loader = Architectures.class.getClassLoader();
    Map<String, Architecture> known =
        byName(ServiceLoader.load(ArchitectureProvider.class, loader));
    Architecture architecture = known.get(name);
    if (architecture == null) {
      throw new InvalidInputException(
          "Cannot use model %s: its architecture %s is none of %s. Use a model with one of these."
              .formatted(file.paths().get(0), name, known.keySet()));
    }
    return architecture;
  }

  static Map<String, Architecture> byName(Iterable<ArchitectureProvider> providers) {
    Map<String, Architecture> byName = new TreeMap<>();
    for (ArchitectureProvider provider : providers) {
      for (Architecture architecture : provider.architectures()) {
        if (byName.putIfAbsent(architecture.name(), architecture) != null) {
          throw new IllegalStateException(
              "Cannot list the architectures: two are called %s. Remove one of their providers."
                  .formatted(architecture.name()));
        }
      }
    }
    return byName;
  }
}
