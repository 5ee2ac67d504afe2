package io.tramontane.failure;

import org.jspecify.annotations.Nullable;

/** The user's input (configuration, model file, corpus) is wrong; trying again will not help. */
public final class InvalidInputException extends RuntimeException {
  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
