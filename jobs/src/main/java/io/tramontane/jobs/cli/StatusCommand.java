package io.tramontane.jobs.cli;

import io.tramontane.jobs.report.RunStatus;
import io.tramontane.jobs.report.RunStatus.State;
import io.tramontane.jobs.run.StatusJob;
import io.tramontane.jobs.sink.RunFolders;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Tells how far runs are, also those of other machines.")
final class StatusCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  @Mixin private final RunOptions options = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--watch",
      description = "Tell again every 5 seconds, until nobody works on them.")
  private boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    while (tell() && watch) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    return ExitCode.OK;
  }

  /** Gives whether anybody works on a run. */
  private boolean tell() {
    Instant now = Instant.now();
    PrintWriter out = spec.commandLine().getOut();
    boolean running = false;
    for (RunFolders run : options.folders(HadoopSettings.read())) {
      List<RunStatus> folders = StatusJob.of(run, now);
      folders.forEach(status -> out.print(status.toText(now)));
      running |= folders.stream().anyMatch(status -> status.state() == State.RUNNING);
    }
    out.flush();
    return running;
  }
}
