package io.tramontane.jobs.cli;

import io.tramontane.jobs.run.VerifyJob;
import io.tramontane.jobs.sink.RunFolder;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "verify", description = "Holds a run against its manifest. Writes nothing.")
final class VerifyCommand implements Callable<Integer> {
  private final StopSignal stop;

  @Mixin private final RunOptions options = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  VerifyCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    return SparkCommand.run("tramontane verify", stop, this::verify)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private boolean verify(SparkSession spark) {
    boolean sound = true;
    for (RunFolder run : options.runs(spark.sparkContext().hadoopConfiguration())) {
      sound &= verify(spark, run);
    }
    return sound;
  }

  private boolean verify(SparkSession spark, RunFolder run) {
    List<String> findings = new VerifyJob(spark, run).run();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s%n", run.path(), findings.isEmpty() ? "sound" : "not sound");
    findings.forEach(finding -> out.println("  " + finding));
    return findings.isEmpty();
  }
}
