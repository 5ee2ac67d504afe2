package io.tramontane.udf.model;

import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import org.jspecify.annotations.Nullable;

/**
 * Which model, and how it is run.
 *
 * @param source where it comes from
 * @param sha256 the digest that the model must have, as {@link io.tramontane.gguf.ModelDigest}
 *     gives it; null takes whatever the host has there
 * @param engine the name of the DJL engine that runs it
 * @param settings of the engine
 */
public record ModelKey(
    ModelSource source, @Nullable String sha256, String engine, EngineSettings settings) {
  /** The key of a configured model. */
  public static ModelKey of(ModelConfig model, EngineSettings settings) {
    return of(model, model.sha256(), settings);
  }

  /** The key of a configured model that must have a digest, or null. */
  static ModelKey of(ModelConfig model, @Nullable String sha256, EngineSettings settings) {
    return new ModelKey(
        ModelSource.of(model),
        sha256,
        model.engine(),
        settings.withPreTokenizer(model.preTokenizer()));
  }
}
