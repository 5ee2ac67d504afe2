package io.tramontane.jobs.plan;

import java.time.Duration;

/**
 * So long from a moment on, by a clock that nobody sets.
 *
 * @param end in nanoseconds, as {@link System#nanoTime} has it
 */
public record TimeLimit(long end) {
  /** As good as for ever; more does not fit. */
  private static final Duration MAX = Duration.ofDays(100 * 365);

  /** From now on. */
  public static TimeLimit of(Duration duration) {
    Duration fitting = duration.compareTo(MAX) < 0 ? duration : MAX;
    return new TimeLimit(System.nanoTime() + fitting.toNanos());
  }

  /** How long still; not negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
