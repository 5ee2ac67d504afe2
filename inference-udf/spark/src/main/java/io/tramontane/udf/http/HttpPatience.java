package io.tramontane.udf.http;

import java.time.Clock;
import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connect until there is a connection
 * @param read until an answer begins, and from some bytes of it to the next
 * @param tries how often it is tried in a row without getting any further, at least 1
 * @param firstPause before the second try; each further one is twice as long
 * @param maxPause the longest, also if the server asks for more
 * @param clock what a server's dates are compared with
 * @param pause how one waits
 */
public record HttpPatience(
    Duration connect,
    Duration read,
    int tries,
    Duration firstPause,
    Duration maxPause,
    Clock clock,
    Pause pause) {
  /** What fetching a model for hours is worth. */
  public static final HttpPatience USUAL =
      new HttpPatience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          6,
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          Clock.systemUTC(),
          duration -> Thread.sleep(duration.toMillis()));

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void await(Duration duration) throws InterruptedException;
  }
}
