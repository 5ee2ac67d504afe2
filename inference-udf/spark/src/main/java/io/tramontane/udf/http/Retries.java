package io.tramontane.udf.http;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Counts tries that came to nothing, and waits between them, longer each time. For one thread. */
final class Retries {
  private final String url;
  private final HttpPatience patience;
  private int failed;

  /**
   * @param url what is fetched, for messages
   */
  Retries(String url, HttpPatience patience) {
    this.url = url;
    this.patience = patience;
  }

  /** The tries before got on. */
  void forget() {
    failed = 0;
  }

  /**
   * Waits until the next try.
   *
   * @throws InsufficientResourcesException if there have been enough
   * @throws InterruptedIOException if the thread is interrupted
   */
  void awaitNext(TransferException failure) throws IOException {
    failed++;
    if (failed >= patience.tries()) {
      throw new InsufficientResourcesException(
          "Cannot fetch model %s: %s, at the last of %s tries. Check the server and the network, then start again."
              .formatted(url, failure.getMessage(), failed),
          failure);
    }
    try {
      patience.pause().await(pause(failure));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** As long as the server asks, or twice as long as the last time; within the limit. */
  private Duration pause(TransferException failure) {
    Duration asked = failure.retryAfter();
    Duration pause =
        asked != null ? asked : patience.firstPause().multipliedBy(1L << Math.min(failed - 1, 20));
    return pause.compareTo(patience.maxPause()) > 0 ? patience.maxPause() : pause;
  }

  /** The thread stays interrupted. */
  static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure = new InterruptedIOException("it was interrupted");
    failure.initCause(cause);
    return failure;
  }
}
