package io.tramontane.jobs.cli;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a model's file may leave open about its tokenizer. */
final class PreTokenizerOption {
  @Option(
      names = "--pre-tokenizer",
      paramLabel = "NAME",
      description =
          "How text is split into words, for a file that does not say it in tokenizer.ggml.pre, such as tekken.")
  private @Nullable String name;

  /**
   * The tokenizer of a model.
   *
   * @throws io.tramontane.failure.InvalidInputException if it has none that can be used so
   */
  Tokenizer tokenizer(GgufFile file) {
    return Tokenizer.from(file.metadata(), name);
  }
}
