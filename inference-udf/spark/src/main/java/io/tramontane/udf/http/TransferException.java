package io.tramontane.udf.http;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection broke, or the server is not able to answer now: another try may do better. */
final class TransferException extends IOException {
  private final @Nullable Duration retryAfter;

  TransferException(String message) {
    super(message);
    this.retryAfter = null;
  }

  TransferException(String message, Throwable cause) {
    super(message, cause);
    this.retryAfter = null;
  }

  /**
   * @param retryAfter how long the server asks to wait; null if it doesn't say
   */
  TransferException(String message, @Nullable Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
