package io.tramontane.jobs.cli;

import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.report.PlanSummary;
import io.tramontane.jobs.run.PlanJob;
import io.tramontane.udf.model.ModelProvider;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "plan", description = "Tells what enrich would do. Writes nothing.")
final class PlanCommand implements Callable<Integer> {
  private final ModelProvider models;
  private final StopSignal stop;

  @Mixin private final JobOptions options = new JobOptions();
  @Mixin private final StartArguments arguments = new StartArguments();
  @Spec private CommandSpec spec = CommandSpec.create();

  PlanCommand(ModelProvider models, StopSignal stop) {
    this.models = models;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    StartOptions start = arguments.startingAt(Clock.system(ZoneId.systemDefault()));
    CheckedJob job = options.check(models, start);
    PlanSummary plan =
        SparkCommand.run("tramontane plan", stop, spark -> new PlanJob(spark, models).run(job));
    spec.commandLine().getOut().print(plan);
    return ExitCode.OK;
  }
}
