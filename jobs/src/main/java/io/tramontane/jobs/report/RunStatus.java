package io.tramontane.jobs.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The progress of a run.
 *
 * @param name the name of its folder
 * @param state whether it is complete, running or stopped
 * @param documents how many documents it has
 * @param rows how many rows are committed
 * @param errors how many of these are errors
 * @param chunks how many chunks it has
 * @param chunksDone how many of them are committed
 * @param tokens read and generated for the committed chunks
 * @param worker the process that works on it, or was the last to do so
 * @param left how long it will still take at the speed of this start, if that is known
 */
public record RunStatus(
    String name,
    State state,
    long documents,
    long rows,
    long errors,
    int chunks,
    int chunksDone,
    long tokens,
    Optional<Worker> worker,
    Optional<Duration> left) {

  /** The state of a run. */
  public enum State {
    /** Complete, with no more errors than allowed. */
    SUCCEEDED("succeeded"),
    /** Complete, with more errors than allowed. */
    TOO_MANY_ERRORS("too many errors"),
    /** A process is working on it. */
    RUNNING("running"),
    /** No process is working on it; it can be started again. */
    STOPPED("stopped");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  /**
   * A process that works on a run.
   *
   * @param process its name
   * @param seen when its last heartbeat was
   */
  public record Worker(String process, Instant seen) {}

  /** As several lines of text. */
  public String toText(Instant now) {
    AlignedLines lines =
        new AlignedLines()
            .add("state", state.label())
            .add("documents", ofAll(rows, documents))
            .add("chunks", ofAll(chunksDone, chunks))
            .add("errors", errors)
            .add("tokens", tokens);
    worker.ifPresent(
        last ->
            lines.add(
                "worker",
                "%s, last seen %s s ago"
                    .formatted(last.process(), Duration.between(last.seen(), now).toSeconds())));
    left.ifPresent(duration -> lines.add("time left", NumberFormats.clock(duration)));
    return "Run %s\n%s".formatted(name, lines);
  }

  private static String ofAll(long done, long all) {
    return String.format(
        Locale.ROOT, "%,d of %,d (%.1f %%)", done, all, all == 0 ? 100.0 : 100.0 * done / all);
  }
}
