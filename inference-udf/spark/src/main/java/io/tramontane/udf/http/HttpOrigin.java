package io.tramontane.udf.http;

import java.net.URI;
import java.util.Locale;

/**
 * Whom a request is made to. Credentials for one origin are none of another's business.
 *
 * @param scheme http or https
 * @param host in lower case
 * @param port the scheme's own where an address names none
 */
record HttpOrigin(String scheme, String host, int port) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Of an address with scheme and host. */
  static HttpOrigin of(URI address) {
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    return new HttpOrigin(
        scheme,
        address.getHost().toLowerCase(Locale.ROOT),
        address.getPort() < 0 ? usual : address.getPort());
  }

  boolean isEncrypted() {
    return scheme.equals("https");
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
