package io.tramontane.udf.http;

/**
 * A file of a web server, of the version that was found.
 *
 * @param location where the user says it is, before any redirect
 * @param bytes its length
 * @param validator what the server names this version by
 */
public record HttpFile(HttpLocation location, long bytes, HttpValidator validator) {
  /** Whether the server names its versions, so that another one is told apart. */
  public boolean isVersioned() {
    return validator.etag() != null || validator.lastModified() != null;
  }

  /** Names this version of this file, to be hashed: the address may be secret. */
  public String version() {
    return location.uri() + " " + bytes + " " + validator.etag() + " " + validator.lastModified();
  }
}
