package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "logits",
    description = "Prints the logits after the last token, one JSON array a line.")
final class LogitsCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();
  @Mixin private final ArithmeticOptions arithmetic = new ArithmeticOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tokens",
      required = true,
      split = ",",
      paramLabel = "ID",
      description = "Token ids with commas between; none is added.")
  private int[] tokens = {};

  @Option(names = "--all", description = "The logits after each token.")
  private boolean all;

  @Override
  public Integer call() {
    try (GgufFile file = model.open();
        WorkerPool pool = new WorkerPool(Runtime.getRuntime().availableProcessors())) {
      print(new Transformer(file, arithmetic.compute(), pool));
    }
    return ExitCode.OK;
  }

  private void print(Transformer transformer) {
    int vocabulary = transformer.sizes().vocabulary();
    int context = transformer.sizes().context();
    if (tokens.length > context
        || Arrays.stream(tokens).anyMatch(id -> id < 0 || id >= vocabulary)) {
      throw new InvalidInputException(
          "Cannot run tokens %s: the model takes up to %s ids from 0 to %s. Correct --tokens."
              .formatted(Arrays.toString(tokens), context, vocabulary - 1));
    }
    Sequence sequence =
        Sequence.of(KvCache.forOneStep(transformer.sizes(), arithmetic.kvFormat(), tokens.length));
    TokenSpan.Wanted wanted = all ? TokenSpan.Wanted.ALL : TokenSpan.Wanted.LAST;
    Logits logits =
        transformer.forward(new Step(List.of(TokenSpan.of(sequence, 0, tokens, wanted))));
    for (int row = 0; row < logits.count(); row++) {
      spec.commandLine().getOut().println(Arrays.toString(logits.row(row)));
    }
  }
}
