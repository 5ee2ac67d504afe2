package io.tramontane.udf.model;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.ModelDigest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model on this host's disk.
 *
 * @param path a GGUF file, or the first of a split one
 * @param knownSha256 its digest where that is known; null where it has to be read to know
 */
public record LocalModel(Path path, @Nullable String knownSha256) {
  static LocalModel unverified(Path path) {
    return new LocalModel(path, null);
  }

  /**
   * Its digest, as {@link ModelDigest} gives it. Reads the whole model where it is not known.
   *
   * @throws InvalidInputException if it is missing, unreadable or no model
   */
  public String sha256() {
    if (knownSha256 != null) {
      return knownSha256;
    }
    try (GgufFile file = GgufFile.open(path)) {
      return ModelDigest.sha256(file.paths());
    }
  }

  /**
   * This model with its digest, which must be the expected one.
   *
   * @param name what the user calls the model
   * @throws InvalidInputException if it is another
   */
  LocalModel verified(String name, String expected) {
    String found = sha256();
    requireDigest(name, found, expected);
    return new LocalModel(path, found);
  }

  static void requireDigest(String name, String found, String expected) {
    if (!found.equals(expected)) {
      throw new InvalidInputException(
          "Cannot use model %s: its digest is %s, expected %s. Fetch the model again, or correct the digest."
              .formatted(name, found, expected));
    }
  }
}
