package io.tramontane.jobs.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param name the run's, or what else its folder is
 * @param state what becomes of it
 * @param documents how many it has
 * @param rows how many of them are committed
 * @param errors how many of these are errors
 * @param chunks how many it has
 * @param chunksDone how many of them are committed
 * @param tokens read and generated for the committed chunks
 * @param worker whoever works on it, or was the last to
 * @param left how long it will take at the pace of this start, where that can be told
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

  /** What becomes of a run. */
  public enum State {
    /** Complete, with no more errors than allowed. */
    SUCCEEDED("succeeded"),
    /** Complete, with more errors than allowed. */
    TOO_MANY_ERRORS("too many errors"),
    /** A process works on it. */
    RUNNING("running"),
    /** Nobody works on it; it can be started again. */
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
   * A process.
   *
   * @param process which
   * @param seen when it last gave a sign of life
   */
  public record Worker(String process, Instant seen) {}

  /** Several lines for people. */
  public String toText(Instant now) {
    Figures figures =
        new Figures()
            .add("state", state.label())
            .add("documents", ofAll(rows, documents))
            .add("chunks", ofAll(chunksDone, chunks))
            .add("errors", errors)
            .add("tokens", tokens);
    worker.ifPresent(
        last ->
            figures.add(
                "worker",
                "%s, last seen %d s ago"
                    .formatted(last.process(), Duration.between(last.seen(), now).toSeconds())));
    left.ifPresent(
        duration ->
            figures.add(
                "time left",
                "%d:%02d:%02d"
                    .formatted(
                        duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())));
    return "Run %s\n%s".formatted(name, figures);
  }

  private static String ofAll(long done, long all) {
    return String.format(
        Locale.ROOT, "%,d of %,d (%.1f %%)", done, all, all == 0 ? 100.0 : 100.0 * done / all);
  }
}
