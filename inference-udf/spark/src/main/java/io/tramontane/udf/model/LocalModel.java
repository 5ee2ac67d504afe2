package io.tramontane.udf.model;

import io.tramontane.djl.LoadedModel;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.files.FileIdentity;
import io.tramontane.generate.EngineSettings;
import io.tramontane.gguf.ModelDigest;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model on this host's disk.
 *
 * @param path a GGUF file, or the first of a split one
 * @param digest of what was there when somebody wanted to know; null where nobody did
 */
public record LocalModel(Path path, @Nullable ModelDigest digest) {
  /**
   * Its digest, as {@link ModelDigest} gives it.
   *
   * @throws NullPointerException if nobody has computed it
   */
  public String sha256() {
    return Objects.requireNonNull(digest).sha256();
  }

  /**
   * Loads it. Where it was digested, what is loaded is what was digested.
   *
   * @param engine the name of the DJL engine that runs it
   * @throws InvalidInputException if the engine cannot run it
   * @throws io.tramontane.failure.InsufficientResourcesException if a file was changed or replaced
   *     since it was digested, or the model cannot be loaded
   */
  LoadedModel load(String engine, EngineSettings settings) {
    LoadedModel loaded = LoadedModel.load(path, engine, settings);
    try {
      if (digest != null) {
        digest.requireOpened(loaded.backend().files());
        // A backend of another kind may not say what it has opened.
        digest.files().forEach(FileIdentity::requireUnchanged);
      }
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /**
   * This model, whose digest must be the expected one.
   *
   * @param name what the user calls the model
   * @throws InvalidInputException if it is another
   */
  LocalModel verified(String name, String expected) {
    requireDigest(name, sha256(), expected);
    return this;
  }

  static void requireDigest(String name, String found, String expected) {
    if (!found.equals(expected)) {
      throw new InvalidInputException(
          "Cannot use model %s: its digest is %s, expected %s. Fetch the model again, or correct the digest."
              .formatted(name, found, expected));
    }
  }
}
