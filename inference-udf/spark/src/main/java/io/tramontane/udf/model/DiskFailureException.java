package io.tramontane.udf.model;

import java.io.IOException;

/** What is fetched cannot be kept on this host's disk. */
final class DiskFailureException extends IOException {
  DiskFailureException(IOException cause) {
    super(cause.toString(), cause);
  }
}
