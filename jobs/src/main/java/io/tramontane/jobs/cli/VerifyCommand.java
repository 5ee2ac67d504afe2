package io.tramontane.jobs.cli;

import io.tramontane.failure.Secrets;
import io.tramontane.jobs.run.RecomputeJob;
import io.tramontane.jobs.run.VerifyJob;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.udf.model.ModelProvider;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "verify", description = "Checks a run against its manifest. Writes nothing.")
final class VerifyCommand implements Callable<Integer> {
  private final ModelProvider models;
  private final StopSignal stop;

  @Mixin private final RunOptions options = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--recompute",
      paramLabel = "N",
      description = "Compute that many rows again, drawn at random, and compare them to the bit.")
  private int recompute;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "With --recompute: where the model is now.")
  private @Nullable String model;

  @Mixin private final StandInOptions standIns = new StandInOptions();

  VerifyCommand(ModelProvider models, StopSignal stop) {
    this.models = models;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    List<RunFolder> runs = options.runs(HadoopSettings.read());
    return SparkCommand.run("tramontane verify", stop, spark -> verify(spark, runs))
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private boolean verify(SparkSession spark, List<RunFolder> runs) {
    boolean sound = true;
    for (RunFolder run : runs) {
      sound &= verify(spark, run);
    }
    return sound;
  }

  private boolean verify(SparkSession spark, RunFolder run) {
    List<String> findings = new ArrayList<>(new VerifyJob(spark, run).run());
    if (recompute > 0 && run.manifest().isPresent()) {
      findings.addAll(new RecomputeJob(spark, models).run(run, recompute, standIns.given(model)));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %s%n",
        Secrets.mask(run.path().toString()), findings.isEmpty() ? "sound" : "not sound");
    findings.forEach(finding -> out.println("  " + finding));
    return findings.isEmpty();
  }
}
