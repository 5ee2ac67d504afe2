package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.sink.RunFolder;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code verify} and {@code show} are given: which runs. */
final class RunOptions {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "The folder of the runs.")
  private String output = "";

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "The run's name; without it, every run in the folder.")
  private @Nullable String runId;

  /**
   * The runs, by name.
   *
   * @throws InvalidInputException if there are none
   */
  List<RunFolder> runs(Configuration configuration) {
    if (runId == null) {
      List<RunFolder> runs = RunFolder.all(output, configuration);
      if (runs.isEmpty()) {
        throw new InvalidInputException(
            "Cannot find a run in %s: there is none. Correct --output.".formatted(output));
      }
      return runs;
    }
    RunFolder run = RunFolder.of(output, runId, configuration);
    if (run.plan().isEmpty()) {
      throw new InvalidInputException(
          "Cannot find run %s in %s: there is none of that name. Correct --output or --run-id."
              .formatted(runId, output));
    }
    return List.of(run);
  }
}
