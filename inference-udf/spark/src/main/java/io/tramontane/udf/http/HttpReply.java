package io.tramontane.udf.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.OptionalLong;

/**
 * The beginning of an answer, and its body, which may be of any length. To be closed, which ends
 * the connection unless everything was read.
 *
 * @param asked who gave it, after all redirects
 */
record HttpReply(HttpLocation asked, int status, HttpHeaders headers, InputStream body)
    implements AutoCloseable {
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The length of the body, where the server tells it. */
  OptionalLong length() {
    try {
      return headers.firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
