package io.tramontane.udf.model;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.ModelDigest;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that lies on this host, where it is used in place.
 *
 * @param path a GGUF file, or the first of a split one
 * @param cache where this host remembers its digest
 */
public record ModelFile(Path path, ModelCacheSettings cache) implements ModelSource {
  public ModelFile {
    path = path.toAbsolutePath().normalize();
  }

  /** With the cache in its usual place. */
  public ModelFile(Path path) {
    this(path, new ModelCacheSettings(null, null));
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public void check(boolean usedHere) {
    if (usedHere) {
      GgufFile.open(path).close();
    }
  }

  @Override
  public LocalModel local() {
    return new LocalModel(path, null);
  }

  @Override
  public LocalModel digested() {
    List<Path> parts;
    try (GgufFile file = GgufFile.open(path)) {
      parts = file.paths();
    }
    return new LocalModel(path, ModelDigest.of(parts, cache.knownDigests()));
  }
}
