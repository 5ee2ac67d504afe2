package io.tramontane.udf.model;

import io.tramontane.generate.EngineSettings;
import org.jspecify.annotations.Nullable;

/**
 * Which model, and how it is run.
 *
 * @param source where it comes from
 * @param sha256 the digest that the model must have, as {@link io.tramontane.gguf.ModelDigest}
 *     gives it; null takes whatever the host has there
 * @param settings of the engine
 */
public record ModelKey(ModelSource source, @Nullable String sha256, EngineSettings settings) {}
