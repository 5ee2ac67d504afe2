package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that look at runs are given: which ones. */
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
   * The runs' folders, by name.
   *
   * @throws InvalidInputException if there are none
   */
  List<RunFolder> runs(Configuration configuration) {
    return folders(configuration).stream().map(RunFolders::current).toList();
  }

  /**
   * All that belongs to the runs, by name.
   *
   * @throws InvalidInputException if there are none
   */
  List<RunFolders> folders(Configuration configuration) {
    if (runId != null) {
      return List.of(existing(output, runId, configuration));
    }
    List<RunFolder> runs = RunFolder.all(output, configuration);
    if (runs.isEmpty()) {
      throw new InvalidInputException(
          "Cannot find a run in %s: there is none. Correct --output.".formatted(output));
    }
    return runs.stream()
        .map(run -> new RunFolders(output, run.path().getName(), configuration))
        .toList();
  }

  /**
   * All that belongs to a run.
   *
   * @throws InvalidInputException if there is none of that name
   */
  static RunFolders existing(String output, String runId, Configuration configuration) {
    RunFolders run = new RunFolders(output, runId, configuration);
    if (run.current().plan().isEmpty()) {
      throw new InvalidInputException(
          "Cannot find run %s in %s: there is none of that name. Correct --output or --run-id."
              .formatted(runId, output));
    }
    return run;
  }
}
