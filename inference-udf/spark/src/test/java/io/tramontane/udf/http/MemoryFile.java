package io.tramontane.udf.http;

import java.io.ByteArrayOutputStream;

/** What is fetched, in memory. */
final class MemoryFile implements PartialFile {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int restarts;

  @Override
  public long length() {
    return bytes.size();
  }

  @Override
  public void restart() {
    bytes.reset();
    restarts++;
  }

  @Override
  public void append(byte[] more, int count) {
    bytes.write(more, 0, count);
  }

  byte[] content() {
    return bytes.toByteArray();
  }

  int restarts() {
    return restarts;
  }
}
