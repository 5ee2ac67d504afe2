package io.tramontane.udf.http;

import java.io.IOException;

/** What lies at an address is not the file any more that was found there. */
public final class HttpFileChangedException extends IOException {
  HttpFileChangedException(String message) {
    super(message);
  }
}
