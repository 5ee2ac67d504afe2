package io.tramontane.udf.model;

import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;

/** Where a model comes from: a file of this host, or a URL that is fetched once per host. */
public sealed interface ModelSource permits ModelFile, ModelUrl {
  /** Where a configured model comes from. */
  static ModelSource of(ModelConfig model) {
    String folder = model.cache().path();
    ModelCacheSettings cache =
        new ModelCacheSettings(folder == null ? null : Path.of(folder), model.cache().maxSize());
    return ModelConfig.isUrl(model.path())
        ? new ModelUrl(model.path(), cache)
        : new ModelFile(Path.of(model.path()), cache);
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
   * As {@link #local}, with its digest. Reads the whole model where this host does not know it.
   *
   * @throws InvalidInputException as there, or if it is no model
   * @throws InsufficientResourcesException as there, or if it cannot be read
   */
  LocalModel digested();

  /**
   * The model, which must have this digest.
   *
   * @param sha256 as {@link io.tramontane.gguf.ModelDigest} gives it
   * @throws InvalidInputException if it is not there, may not be read, or has another digest
   * @throws InsufficientResourcesException if it cannot be fetched
   */
  default LocalModel verified(String sha256) {
    return digested().verified(location(), sha256);
  }
}
