package io.tramontane.udf.model;

import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a model comes from: a file of this host, a URL that is fetched once per host, or what has
 * been fetched before.
 */
public sealed interface ModelSource permits ModelFile, ModelUrl, ModelInCache {
  /** Where a configured model comes from. */
  static ModelSource of(ModelConfig model) {
    ModelCacheSettings cache = ModelCacheSettings.of(model.cache());
    Optional<String> cached = model.cachedDigest();
    if (cached.isPresent()) {
      return new ModelInCache(cached.get(), cache);
    }
    return ModelConfig.isUrl(model.path())
        ? new ModelUrl(model.path(), model.tokenEnv(), cache)
        : new ModelFile(Path.of(model.path()), cache);
  }

  /** The path or the URL, for messages: without what it may keep secret. */
  String location();

  /**
   * Looks whether there is a model, as far as a driver can: what lies on other hosts it cannot see,
   * and a token for a web server may be with the executors alone.
   *
   * @param usedHere whether the model is used by this JVM and no other
   * @throws InvalidInputException if there is none
   * @throws InsufficientResourcesException if its place does not answer
   */
  void check(boolean usedHere);

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
