package io.tramontane.udf.http;

import java.io.IOException;

/** A file that is being fetched, from its first byte on. Used by one thread. */
public interface PartialFile {
  /** How many bytes of it are there. */
  long length();

  /** Throws away what is there. */
  void restart() throws IOException;

  /** Adds the next bytes. */
  void append(byte[] bytes, int count) throws IOException;
}
