package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** What the commands that look at runs are given: where these are. */
final class OutputOption {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "The folder of the runs.")
  private String output = "";

  /**
   * All that belongs to a run.
   *
   * @throws InvalidInputException if there is none of that name
   */
  RunFolders run(String id, Configuration configuration) {
    RunFolders run = new RunFolders(output, id, configuration);
    if (run.current().plan().isEmpty()) {
      throw new InvalidInputException(
          "Cannot find run %s in %s: there is none of that name. Correct --output or --run-id."
              .formatted(id, output));
    }
    return run;
  }

  /**
   * All that belongs to the runs, by name.
   *
   * @throws InvalidInputException if there are none
   */
  List<RunFolders> allRuns(Configuration configuration) {
    List<RunFolder> runs = RunFolder.all(output, configuration);
    if (runs.isEmpty()) {
      throw new InvalidInputException(
          "Cannot find a run in %s: there is none. Correct --output.".formatted(output));
    }
    return runs.stream()
        .map(run -> new RunFolders(output, run.path().getName(), configuration))
        .toList();
  }
}
