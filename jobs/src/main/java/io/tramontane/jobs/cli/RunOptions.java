package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that look at one run or all are given: which ones. */
final class RunOptions {
  @Mixin private final OutputOption output = new OutputOption();

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
    return runId == null
        ? output.allRuns(configuration)
        : List.of(output.run(runId, configuration));
  }
}
