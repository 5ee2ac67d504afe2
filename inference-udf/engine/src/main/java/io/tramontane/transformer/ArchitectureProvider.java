package io.tramontane.transformer;

import java.util.List;

/**
 * Makes architectures known to the engine. Found by {@link java.util.ServiceLoader}: name the class
 * in {@code META-INF/services/io.tramontane.transformer.ArchitectureProvider}.
 */
@FunctionalInterface
public interface ArchitectureProvider {
  /** The architectures, each with a name of its own. */
  List<Architecture> architectures();
}
