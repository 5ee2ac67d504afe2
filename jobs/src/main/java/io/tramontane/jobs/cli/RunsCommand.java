package io.tramontane.jobs.cli;

import io.tramontane.jobs.report.RunTable;
import io.tramontane.jobs.run.StatusJob;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "runs", description = "Prints a table of runs.")
final class RunsCommand implements Callable<Integer> {
  @Mixin private final RunOptions options = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Instant now = Instant.now();
    spec.commandLine()
        .getOut()
        .print(
            new RunTable(
                options.folders(HadoopSettings.read()).stream()
                    .flatMap(run -> StatusJob.of(run, now).stream())
                    .toList()));
    return ExitCode.OK;
  }
}
