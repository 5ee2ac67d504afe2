package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.jobs.corpus.DocumentText;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "tokenize",
    description = "Prints a text's token ids as a JSON array, without a beginning-of-sequence id.")
final class TokenizeCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private final Source source = new Source();

  /** Exactly one of the two. */
  static final class Source {
    @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
    private @Nullable String text;

    @Option(names = "--file", paramLabel = "FILE", description = "A file that holds it, in UTF-8.")
    private @Nullable Path file;

    String read() {
      return text != null ? text : read(file == null ? Path.of("") : file);
    }

    private static String read(Path file) {
      try {
        return DocumentText.decode(Files.readAllBytes(file))
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot tokenize %s: it is not valid UTF-8. Give a text in UTF-8."
                            .formatted(file)));
      } catch (IOException e) {
        throw new InvalidInputException(
            "Cannot read %s: %s. Correct --file.".formatted(file, e), e);
      }
    }
  }

  @Override
  public Integer call() {
    try (GgufFile file = model.open()) {
      int[] ids = Tokenizer.from(file.metadata()).encode(source.read());
      spec.commandLine().getOut().println(Arrays.toString(ids));
    }
    return ExitCode.OK;
  }
}
