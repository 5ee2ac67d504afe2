package io.tramontane.jobs.cli;

import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.Problems;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.report.RunSummary;
import io.tramontane.jobs.run.EnrichJob;
import io.tramontane.jobs.run.EnrichResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "enrich",
    description = "Does a task with every document of a corpus, or goes on where it stopped.")
final class EnrichCommand implements Callable<Integer> {
  private final Inference inference;
  private final StopSignal stop;

  @Mixin private final JobOptions options = new JobOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  EnrichCommand(Inference inference, StopSignal stop) {
    this.inference = inference;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    ConfigSections sections = options.load(problems);
    EnrichResult result =
        SparkCommand.run(
            "tramontane enrich",
            stop,
            spark -> new EnrichJob(spark, inference, Terminal.progress()).run(sections, problems));
    spec.commandLine().getOut().print(new RunSummary(result.manifest(), result.folder()));
    return result.success() ? ExitCode.OK : ExitCode.TOO_MANY_ERRORS;
  }
}
