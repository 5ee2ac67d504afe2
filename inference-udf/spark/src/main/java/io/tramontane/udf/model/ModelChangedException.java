package io.tramontane.udf.model;

import java.io.IOException;

/** What lies at a URL is not the model any more that was found there. */
final class ModelChangedException extends IOException {
  ModelChangedException(String cause) {
    super("it was changed while it was fetched: " + cause);
  }
}
