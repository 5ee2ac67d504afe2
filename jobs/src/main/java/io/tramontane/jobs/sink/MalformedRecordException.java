package io.tramontane.jobs.sink;

import java.io.IOException;

/** A file does not hold a record of the expected schema. */
final class MalformedRecordException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedRecordException(String message, Exception cause) {
    super(message, cause);
  }
}
