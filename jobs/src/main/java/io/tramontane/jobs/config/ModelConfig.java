package io.tramontane.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers.
 *
 * @param path of the GGUF file: a URL of any Hadoop file system, or a path, absolute and the same
 *     on every host
 * @param sha256 the digest that the file must have, in lower-case hex; null takes any
 * @param cache where hosts keep models of URLs
 */
public record ModelConfig(String path, @Nullable String sha256, Cache cache)
    implements Serializable {
  /**
   * Where hosts keep models that they fetched.
   *
   * @param path a folder of each host, absolute; null is one of the user's own below {@code
   *     java.io.tmpdir}
   * @param maxSize the most bytes that the models in it may take; null is no limit
   */
  public record Cache(@Nullable String path, @Nullable Long maxSize) implements Serializable {}
}
