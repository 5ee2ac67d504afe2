package io.tramontane.benchmarks;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.transformer.HyperParameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where the measured models lie: each is written when it is first asked for, and then kept. */
final class ModelFolder {
  private static final long SEED = 1;

  private final Path folder;
  private final PrintWriter log;

  /**
   * @param folder where they lie
   * @param log is told of each model that is written, since that may take a while
   */
  ModelFolder(Path folder, PrintWriter log) {
    this.folder = folder;
    this.log = log;
  }

  /**
   * The file of a model.
   *
   * @throws InvalidInputException if another model has its place
   * @throws InsufficientResourcesException if it cannot be written
   */
  Path model(ModelShape shape, TensorType format) {
    Path path =
        folder.resolve("random-%s-%s.gguf".formatted(shape, format).toLowerCase(Locale.ROOT));
    if (Files.exists(path)) {
      check(path, shape, format);
    } else {
      log.printf("Writing %s%n", path);
      log.flush();
      write(path, shape, format);
    }
    return path;
  }

  private static void check(Path path, ModelShape shape, TensorType format) {
    try (GgufFile file = GgufFile.open(path)) {
      if (!HyperParameters.of(file).equals(shape.sizes())
          || file.tensor("output.weight").type() != format) {
        throw new InvalidInputException(
            "Cannot measure %s: it is not the model that this benchmark writes. Remove it, or name another folder."
                .formatted(path));
      }
    }
  }

  /**
   * Writes a model, and the folders above it where they are not there.
   *
   * @throws InsufficientResourcesException if it cannot be written
   */
  static void write(Path path, ModelShape shape, TensorType format) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      new RandomModel(shape, format, SEED).write(path);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot write %s: %s. Name a folder that can be written to and has room for it."
              .formatted(path, e),
          e);
    }
  }
}
