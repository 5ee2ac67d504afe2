package io.tramontane.udf.model;

import io.tramontane.udf.http.HttpAccess;
import io.tramontane.udf.http.HttpFile;
import io.tramontane.udf.http.HttpFileChangedException;
import io.tramontane.udf.http.PartialFile;
import java.io.IOException;

/**
 * A file of a web server.
 *
 * @param access the way to it
 */
record HttpPart(HttpFile file, HttpAccess access) implements RemotePart {
  @Override
  public String name() {
    return file.location().fileName();
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public String version() {
    return file.version();
  }

  @Override
  public boolean isVersioned() {
    return file.isVersioned();
  }

  @Override
  public void copyTo(PartialFile copy) throws IOException {
    try {
      access.copy(file, copy);
    } catch (HttpFileChangedException e) {
      throw new ModelChangedException(String.valueOf(e.getMessage()));
    }
  }
}
