package io.tramontane.jobs.cli;

import io.tramontane.failure.Secrets;
import io.tramontane.jobs.evaluate.EvaluateJob;
import io.tramontane.jobs.evaluate.EvaluateJob.Result;
import io.tramontane.jobs.evaluate.EvaluationRequest;
import io.tramontane.jobs.report.EvaluationTable;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description =
        "Evaluates a run's answers against gold, and compares them with another run's. Writes the evaluation beside the rows, as JSON and as a page.")
final class EvaluateCommand implements Callable<Integer> {
  private final StopSignal stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final OutputOption output = new OutputOption();

  @Option(names = "--run-id", required = true, paramLabel = "ID", description = "The run's name.")
  private String runId = "";

  @Option(
      names = "--gold-column",
      required = true,
      paramLabel = "COLUMN",
      description = "The column with the gold: the right label or a good summary.")
  private String goldColumn = "";

  @Option(
      names = "--gold",
      paramLabel = "FILE",
      description =
          "The file or folder with this column and the documents' identities: .parquet, .orc, .jsonl or .csv; default the run's corpus.")
  private @Nullable String gold;

  @Option(
      names = "--against",
      paramLabel = "ID",
      description = "A run of the same documents in the same folder to compare with.")
  private @Nullable String against;

  @Option(
      names = "--slice-column",
      paramLabel = "COLUMN",
      description =
          "A column of the corpus, such as the language: metrics are also given for each value.")
  private @Nullable String sliceColumn;

  @Mixin private final StandInOptions standIns = new StandInOptions();

  EvaluateCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    EvaluationRequest request = request(HadoopSettings.read());
    Result result =
        SparkCommand.run("tramontane evaluate", stop, spark -> new EvaluateJob(spark).run(request));
    PrintWriter out = spec.commandLine().getOut();
    out.print(new EvaluationTable(result.evaluation()));
    out.printf(
        "%nWritten to %s and%n%s%n", masked(result.files().json()), masked(result.files().page()));
    return ExitCode.OK;
  }

  private EvaluationRequest request(Configuration configuration) {
    return new EvaluationRequest(
        output.run(runId, configuration),
        Optional.ofNullable(against).map(other -> output.run(other, configuration)),
        goldColumn,
        Optional.ofNullable(gold),
        Optional.ofNullable(sliceColumn),
        standIns.given(null));
  }

  private static String masked(Path file) {
    return Secrets.mask(file.toString());
  }
}
