package io.tramontane.udf.model;

import java.nio.file.Path;

/**
 * A model that lies on this host, where it is used in place.
 *
 * @param path a GGUF file, or the first of a split one
 */
public record ModelFile(Path path) implements ModelSource {
  public ModelFile {
    path = path.toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public LocalModel local() {
    return LocalModel.unverified(path);
  }

  @Override
  public LocalModel verified(String sha256) {
    return local().verified(location(), sha256);
  }
}
