package io.tramontane.udf.model;

import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;

/** Where a model comes from: a file of this host, or a URL that is fetched once per host. */
public sealed interface ModelSource permits ModelFile, ModelUrl {
  /** Where a configured model comes from. */
  static ModelSource of(ModelConfig model) {
    if (!ModelConfig.isUrl(model.path())) {
      return new ModelFile(Path.of(model.path()));
    }
    String folder = model.cache().path();
    return new ModelUrl(
        model.path(),
        new ModelCacheSettings(folder == null ? null : Path.of(folder), model.cache().maxSize()));
  }

  /** The path or the URL, for messages: without what it may keep secret. */
  String location();

  /**
   * The model as it is now, on this host's disk. Waits while it is fetched.
   *
   * @throws InvalidInputException if it is not there, or may not be read
   * @throws InsufficientResourcesException if it cannot be fetched
   */
  LocalModel local();

  /**
   * The model, which must have this digest.
   *
   * @param sha256 as {@link io.tramontane.gguf.ModelDigest} gives it
   * @throws InvalidInputException if it is not there, may not be read, or has another digest
   * @throws InsufficientResourcesException if it cannot be fetched
   */
  LocalModel verified(String sha256);
}
