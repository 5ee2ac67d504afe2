package io.tramontane.udf.model;

import io.tramontane.config.ModelConfig;
import io.tramontane.files.OwnFolder;
import io.tramontane.gguf.KnownDigests;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where this host keeps the models that it fetched, and how many of them.
 *
 * @param folder null is a folder of the user's own below {@code java.io.tmpdir}
 * @param maxBytes the most that all models in it may take; null is no limit
 */
public record ModelCacheSettings(@Nullable Path folder, @Nullable Long maxBytes) {
  private static final Logger LOG = System.getLogger(ModelCacheSettings.class.getName());

  /** As they are configured. */
  static ModelCacheSettings of(ModelConfig.Cache cache) {
    String folder = cache.path();
    return new ModelCacheSettings(folder == null ? null : Path.of(folder), cache.maxSize());
  }

  /**
   * The folder, which is made if there is none.
   *
   * @throws IOException if it can't be made, or if others than this user may write to it
   */
  Path makeFolder() throws IOException {
    if (folder != null) {
      return OwnFolder.at(folder);
    }
    Path own = OwnFolder.in(Path.of(System.getProperty("java.io.tmpdir")));
    return Files.createDirectories(own.resolve("models")).toRealPath();
  }

  /** What this host knows of the digests of files; nothing where there can be no such folder. */
  KnownDigests knownDigests() {
    try {
      return KnownDigests.in(makeFolder());
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "Cannot remember digests of models, so each start reads them: {0}. Set tramontane.model.cache.path to a folder that this user alone may write to.",
          e.toString());
      return KnownDigests.none();
    }
  }
}
