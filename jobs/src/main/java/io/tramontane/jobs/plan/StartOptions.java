package io.tramontane.jobs.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What a start is asked for beside the configuration.
 *
 * @param overwrite a run of other settings or other input may be replaced
 * @param replan a run of other input may be replaced
 * @param retryErrors the error rows of a complete run are to be computed again
 * @param deadline when no more chunks are to begin, by the clock
 * @param maxDuration after how long no more chunks are to begin, whatever the clock shows
 */
public record StartOptions(
    boolean overwrite,
    boolean replan,
    boolean retryErrors,
    Optional<Instant> deadline,
    Optional<TimeLimit> maxDuration) {
  /** Nothing beside. */
  public static final StartOptions NONE =
      new StartOptions(false, false, false, Optional.empty(), Optional.empty());
}
