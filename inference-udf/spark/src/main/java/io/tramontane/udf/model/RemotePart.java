package io.tramontane.udf.model;

import io.tramontane.udf.http.PartialFile;
import java.io.IOException;

/** One file of a model, of the version that was found. Immutable. */
interface RemotePart {
  /** Its name without what a URL may have behind that, which may be a secret. */
  String name();

  /** Its length. */
  long bytes();

  /** Names this version of this file, to be hashed: it may hold secrets. */
  String version();

  /** Whether another version has another {@link #version}. */
  boolean isVersioned();

  /**
   * Copies it, from where the copy ends.
   *
   * @param copy of this version
   * @throws ModelChangedException if there is another version now
   * @throws IOException if it cannot be read, or the copy cannot be written
   */
  void copyTo(PartialFile copy) throws IOException;
}
