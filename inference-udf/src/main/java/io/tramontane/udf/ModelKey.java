package io.tramontane.udf;

import io.tramontane.generate.EngineSettings;

/**
 * Which model, and how it is run.
 *
 * @param source where it comes from
 * @param sha256 the digest that the model must have, as {@link io.tramontane.gguf.ModelDigest}
 *     gives it
 * @param settings of the engine
 */
public record ModelKey(ModelSource source, String sha256, EngineSettings settings) {}
