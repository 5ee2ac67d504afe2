package io.tramontane.jobs.cli;

import io.tramontane.gguf.GgufFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "inspect",
    description =
        "Prints a model's architecture, sizes, formats, tokenizer, memory and digest as JSON.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();
  @Mixin private final PreTokenizerOption preTokenizer = new PreTokenizerOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (GgufFile file = model.open()) {
      spec.commandLine()
          .getOut()
          .println(ModelDescription.of(file, preTokenizer.tokenizer(file)).toPrettyString());
    }
    return ExitCode.OK;
  }
}
