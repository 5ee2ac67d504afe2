package io.tramontane.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers.
 *
 * @param path of the GGUF file, absolute and the same on every host
 * @param sha256 the digest that the file must have, in lower-case hex; null takes any
 */
public record ModelConfig(String path, @Nullable String sha256) implements Serializable {}
