package io.tramontane.jobs.cli;

import io.tramontane.gguf.GgufFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command looks at. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A GGUF file, or the first of a split one.")
  private Path model = Path.of("");

  /**
   * Opens it.
   *
   * @throws io.tramontane.failure.InvalidInputException if it is no GGUF file
   */
  GgufFile open() {
    return GgufFile.open(model);
  }
}
