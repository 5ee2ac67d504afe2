package io.tramontane.failure;

import org.jspecify.annotations.Nullable;

/** The user's input (configuration, model file, corpus) is wrong; trying again will not help. */
public final class InvalidInputException extends RuntimeException {
  public InvalidInputException(String message) {
    super(Secrets.mask(message));
  }

  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(Secrets.mask(message), Secrets.mask(cause));
  }
}
