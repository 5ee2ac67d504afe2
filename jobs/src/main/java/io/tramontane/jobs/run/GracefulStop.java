package io.tramontane.jobs.run;

import io.tramontane.failure.InsufficientResourcesException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run early: while it is planned at once, and while it computes in good order, so that no
 * chunk begins any more, those in progress have a time to end, and what then is left is cancelled.
 * Thread-safe.
 */
final class GracefulStop implements AutoCloseable {
  private final Runnable cancel;
  private final Timer timer = new Timer("tramontane-stop", true);

  private @Nullable StopReason reason;
  private @Nullable Runnable beginNoMore;
  private Duration grace = Duration.ZERO;
  private boolean closed;

  /**
   * Nothing is to stop yet.
   *
   * @param cancel ends what is in progress
   */
  GracefulStop(Runnable cancel) {
    this.cancel = cancel;
  }

  /** Stops when that time has come. */
  void at(Instant deadline) {
    long millis = Math.max(0, Duration.between(Instant.now(), deadline).toMillis());
    timer.schedule(task(() -> request(StopReason.DEADLINE)), millis);
  }

  /** Stops now; the first reason stands. */
  synchronized void request(StopReason why) {
    if (closed || reason != null) {
      return;
    }
    reason = why;
    if (beginNoMore == null) {
      cancel.run();
    } else {
      askToBeginNoMore(beginNoMore);
    }
  }

  private void askToBeginNoMore(Runnable ask) {
    try {
      ask.run();
      timer.schedule(task(cancel), grace.toMillis());
    } catch (InsufficientResourcesException e) {
      // Where tasks cannot be asked, they can still be cancelled.
      cancel.run();
    }
  }

  /**
   * From now on chunks are computed, which may go on for so long after a request.
   *
   * @param beginNoMore sees to it that no chunk begins
   * @return whether they may be; not after a request
   */
  synchronized boolean beginComputing(Duration grace, Runnable beginNoMore) {
    this.grace = grace;
    this.beginNoMore = beginNoMore;
    return reason == null;
  }

  /** Why it is to stop, if it is. */
  synchronized Optional<StopReason> reason() {
    return Optional.ofNullable(reason);
  }

  /** Forgets what was to come. */
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel();
  }

  private static TimerTask task(Runnable work) {
    return new TimerTask() {
      @Override
      public void run() {
        work.run();
      }
    };
  }
}
