package io.tramontane.failure;

import org.jspecify.annotations.Nullable;

/**
 * Memory, disk, files or a service are not there as needed; the same input may succeed elsewhere or
 * later.
 */
public final class InsufficientResourcesException extends RuntimeException {
  public InsufficientResourcesException(String message) {
    super(Secrets.mask(message));
  }

  public InsufficientResourcesException(String message, @Nullable Throwable cause) {
    super(Secrets.mask(message), Secrets.mask(cause));
  }
}
