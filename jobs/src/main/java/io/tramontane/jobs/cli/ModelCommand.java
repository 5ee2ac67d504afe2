package io.tramontane.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "model",
    description = "Looks at a model alone, without Spark.",
    subcommands = {
      InspectCommand.class,
      TokenizeCommand.class,
      LogitsCommand.class,
      BenchCommand.class
    })
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing a command: inspect, tokenize, logits or bench.");
  }
}
