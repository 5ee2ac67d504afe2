package io.tramontane.jobs.run;

import io.tramontane.jobs.report.RunStatus;
import io.tramontane.jobs.report.RunStatus.State;
import io.tramontane.jobs.report.RunStatus.Worker;
import io.tramontane.jobs.sink.Heartbeat;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells how far runs are, from what lies in their folders: wherever those can be read, and without
 * Spark.
 */
public final class StatusJob {
  private StatusJob() {}

  /** A run, and those that were begun to take its place. */
  public static List<RunStatus> of(RunFolders run, Instant now) {
    Optional<Heartbeat> heartbeat = run.heartbeat();
    List<RunStatus> nexts =
        run.nexts().stream().flatMap(next -> status(next, heartbeat, now).stream()).toList();
    return Stream.concat(
            status(run.current(), nexts.isEmpty() ? heartbeat : Optional.empty(), now).stream(),
            nexts.stream())
        .toList();
  }

  private static Optional<RunStatus> status(
      RunFolder run, Optional<Heartbeat> heartbeat, Instant now) {
    return run.plan()
        .map(
            plan -> {
              List<ChunkEntry> committed = run.committed();
              State state = state(run, heartbeat, now);
              return new RunStatus(
                  run.path().getName(),
                  state,
                  plan.getDocuments(),
                  Manifests.sum(committed, ChunkEntry::getRows),
                  ErrorLimit.errors(committed),
                  plan.getChunkTokens().size(),
                  committed.size(),
                  Manifests.sum(committed, Manifests::tokens),
                  heartbeat.map(last -> new Worker(last.process(), last.at())),
                  state == State.RUNNING
                      ? left(plan, committed, heartbeat.orElseThrow().since(), now)
                      : Optional.empty());
            });
  }

  private static State state(RunFolder run, Optional<Heartbeat> heartbeat, Instant now) {
    if (heartbeat.filter(last -> last.isRecent(now)).isPresent()) {
      return State.RUNNING;
    }
    if (run.isSuccess()) {
      return State.SUCCEEDED;
    }
    return run.manifest().isPresent() ? State.TOO_MANY_ERRORS : State.STOPPED;
  }

  /** At the pace of the chunks that were begun since then. */
  private static Optional<Duration> left(
      RunPlan plan, List<ChunkEntry> committed, Instant since, Instant now) {
    long all = plan.getChunkTokens().stream().mapToLong(Long::longValue).sum();
    long done = Manifests.sum(committed, chunk -> plan.getChunkTokens().get(chunk.getChunk()));
    long lately =
        Manifests.sum(
            committed.stream().filter(chunk -> chunk.getStarted() >= since.toEpochMilli()).toList(),
            chunk -> plan.getChunkTokens().get(chunk.getChunk()));
    return lately == 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(
                (long) ((double) Duration.between(since, now).toMillis() / lately * (all - done))));
  }
}
