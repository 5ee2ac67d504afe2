package io.tramontane.jobs.cli;

import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.RunSummary;
import io.tramontane.jobs.run.EnrichJob;
import io.tramontane.jobs.run.EnrichResult;
import io.tramontane.jobs.run.EnrichResult.Complete;
import io.tramontane.jobs.run.EnrichResult.ErrorLimitExceeded;
import io.tramontane.jobs.run.EnrichResult.Stopped;
import io.tramontane.jobs.run.StopReason;
import io.tramontane.udf.model.ModelProvider;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "enrich",
    description = "Does a task with every document of a corpus, or goes on where it stopped.")
final class EnrichCommand implements Callable<Integer> {
  private final ModelProvider models;
  private final StopSignal stop;

  @Mixin private final JobOptions options = new JobOptions();
  @Mixin private final StartArguments arguments = new StartArguments();
  @Spec private CommandSpec spec = CommandSpec.create();

  EnrichCommand(ModelProvider models, StopSignal stop) {
    this.models = models;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    StartOptions start = arguments.startingAt(Clock.system(ZoneId.systemDefault()));
    CheckedJob checked = options.check(models, start);
    EnrichResult result =
        SparkCommand.run(
            "tramontane enrich",
            stop,
            spark -> {
              EnrichJob job = new EnrichJob(spark, models, Terminal.progress());
              stop.onStop(job::stop);
              return job.run(checked);
            });
    return tell(result);
  }

  private int tell(EnrichResult result) {
    if (result instanceof Complete complete) {
      spec.commandLine().getOut().print(new RunSummary(complete.manifest(), complete.folder()));
      return complete.success() ? ExitCode.OK : ExitCode.TOO_MANY_ERRORS;
    }
    if (result instanceof Stopped stopped) {
      spec.commandLine()
          .getErr()
          .printf(
              "Stopped by %s: %s of %s chunks are committed. Run the same command again to go on.%n",
              stopped.reason() == StopReason.DEADLINE ? "the deadline" : "a signal",
              stopped.chunksDone(),
              stopped.chunks());
      return ExitCode.STOPPED;
    }
    ErrorLimitExceeded exceeded = (ErrorLimitExceeded) result;
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "Ended early: %s of %s documents are errors already, more than tramontane.run.max-error-ratio = %s allows. Look at them with show --errors; to go on in spite of them, raise the ratio.%n",
            exceeded.errors(),
            exceeded.documents(),
            exceeded.maxErrorRatio());
    return ExitCode.TOO_MANY_ERRORS;
  }
}
