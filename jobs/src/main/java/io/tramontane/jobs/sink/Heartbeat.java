package io.tramontane.jobs.sink;

import java.time.Instant;

/**
 * The last that was seen of a process that works on a run.
 *
 * @param process which, for people
 * @param since when it began, by its clock
 * @param at when, by the file system's clock
 */
public record Heartbeat(String process, Instant since, Instant at) {
  /** Whether it may be alive still. */
  public boolean isRecent(Instant now) {
    return at.plus(RunLock.RHYTHM.patience()).isAfter(now);
  }
}
