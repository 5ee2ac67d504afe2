package io.tramontane.jobs.cli;

import io.tramontane.failure.Secrets;
import io.tramontane.jobs.report.RowTable;
import io.tramontane.jobs.run.RunRows;
import io.tramontane.jobs.sink.RunFolder;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "show", description = "Prints some of a run's rows.")
final class ShowCommand implements Callable<Integer> {
  private final StopSignal stop;

  @Mixin private final RunOptions options = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      defaultValue = "10",
      paramLabel = "N",
      description = "How many rows, in the order of their identities; default ${DEFAULT-VALUE}.")
  private int rows;

  @Option(names = "--errors", description = "Only rows that are errors.")
  private boolean errors;

  ShowCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    List<RunFolder> runs = options.runs(HadoopSettings.read());
    return SparkCommand.run("tramontane show", stop, spark -> show(spark, runs));
  }

  private int show(SparkSession spark, List<RunFolder> runs) {
    PrintWriter out = spec.commandLine().getOut();
    for (RunFolder run : runs) {
      List<Row> some =
          RunRows.of(spark, run, run.published())
              .where(errors ? "error is not null" : "true")
              .orderBy("doc_id")
              .limit(rows)
              .collectAsList();
      out.println("Run " + Secrets.mask(run.path().toString()));
      out.println(new RowTable(some));
    }
    return ExitCode.OK;
  }
}
