package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.jobs.corpus.DocumentText;
import io.tramontane.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
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
    description = {
      "Prints token ids as JSON arrays, one a line: of texts, without a beginning-of-sequence id, or of conversations,"
          + " up to where the model answers."
    })
final class TokenizeCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();
  @Mixin private final PreTokenizerOption preTokenizer = new PreTokenizerOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private final Source source = new Source();

  @Option(
      names = "--chat-format",
      paramLabel = "NAME",
      completionCandidates = ChatFormatNames.class,
      description =
          "The chat format of conversations; without it the one that the model's file tells. One of ${COMPLETION-CANDIDATES}.")
  private @Nullable String chatFormat;

  /** Exactly one of these. */
  static final class Source {
    @Option(names = "--text", paramLabel = "TEXT", description = "A text.")
    private @Nullable String text;

    @Option(names = "--file", paramLabel = "FILE", description = "A file that holds one, in UTF-8.")
    private @Nullable Path file;

    @Option(
        names = "--jsonl",
        paramLabel = "FILE",
        description =
            "A file with a JSON object a line: {\"text\": ...}, or {\"messages\": [{\"role\": ..., \"content\": ...},"
                + " ...]}, and \"now\" beside it for the day that a prompt names, such as 2025-08-05.")
    private @Nullable Path lines;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (GgufFile file = model.open()) {
      Tokenizer tokenizer = preTokenizer.tokenizer(file);
      if (source.lines != null) {
        new TokenizedLines(tokenizer, file.metadata(), chatFormat, source.lines).printTo(out);
      } else {
        out.println(Arrays.toString(tokenizer.encode(text())));
      }
    }
    return ExitCode.OK;
  }

  private String text() {
    return source.text != null
        ? source.text
        : read(source.file == null ? Path.of("") : source.file);
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
      throw new InvalidInputException("Cannot read %s: %s. Correct --file.".formatted(file, e), e);
    }
  }
}
