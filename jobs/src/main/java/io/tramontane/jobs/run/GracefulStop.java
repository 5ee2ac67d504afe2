package io.tramontane.jobs.run;

import io.tramontane.failure.InsufficientResourcesException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run early: while it is planned at once, and while it computes in good order, so that no
 * chunk begins any more, those in progress have a time to end, and what then is left is cancelled.
 * Thread-safe.
 */
final class GracefulStop implements AutoCloseable {
  /** How late a deadline may be seen. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Runnable cancel;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, GracefulStop::thread);

  private @Nullable StopReason reason;
  private @Nullable Runnable beginNoMore;
  private Duration grace = Duration.ZERO;
  private boolean closed;

  /**
   * Nothing is to stop yet.
   *
   * @param cancel ends what is in progress
   * @param clock tells when a deadline has come
   */
  GracefulStop(Runnable cancel, Clock clock) {
    this.cancel = cancel;
    this.clock = clock;
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tramontane-stop");
    thread.setDaemon(true);
    return thread;
  }

  /** Stops when the clock shows that time, also where it is set meanwhile. */
  void at(Instant deadline) {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              if (!clock.instant().isBefore(deadline)) {
                request(StopReason.DEADLINE);
              }
            },
            0,
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Stops after so long, whatever the clock shows. */
  void after(Duration duration) {
    schedule(duration, () -> request(StopReason.DEADLINE));
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
      schedule(grace, cancel);
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
    timer.shutdown();
  }

  private void schedule(Duration delay, Runnable work) {
    ScheduledFuture<?> unused = timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
