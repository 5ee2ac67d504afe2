package io.tramontane.udf;

import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;

/**
 * Which model, and how it is run.
 *
 * @param path a GGUF file, or the first of a split one
 * @param sha256 the digest that the model must have, as {@link io.tramontane.gguf.ModelDigest}
 *     gives it
 * @param settings of the engine
 */
public record ModelKey(Path path, String sha256, EngineSettings settings) {
  public ModelKey {
    path = path.toAbsolutePath().normalize();
  }
}
