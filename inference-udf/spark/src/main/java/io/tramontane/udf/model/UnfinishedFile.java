package io.tramontane.udf.model;

import io.tramontane.udf.http.PartialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of this host that is being fetched. Its length is noted after its bytes have been written
 * to the disk, every 16 MiB, so that what the note says outlives a power cut. For one thread.
 */
final class UnfinishedFile implements PartialFile, AutoCloseable {
  private static final int NOTED_BYTES = 16 << 20;

  private final FileChannel file;
  private final Notes notes;
  private long length;
  private long noted;

  private UnfinishedFile(FileChannel file, Notes notes, long length) {
    this.file = file;
    this.notes = notes;
    this.length = length;
    this.noted = length;
  }

  /** Who wants to know how long the file is. */
  interface Notes {
    /** It has so many bytes. */
    void reached(long bytes);

    /** It has so many bytes, and will have them after a power cut. */
    void kept(long bytes) throws IOException;
  }

  /**
   * Opens a file, or makes it.
   *
   * @param kept how many bytes of it can be relied on; others are cut off
   */
  static UnfinishedFile open(Path path, long kept, Notes notes) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      long length = Math.min(kept, file.size());
      file.truncate(length).position(length);
      return new UnfinishedFile(file, notes, length);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void restart() throws IOException {
    try {
      // In this order: the note must never say more than there is.
      notes.kept(0);
      file.truncate(0).position(0);
    } catch (IOException e) {
      throw new DiskFailureException(e);
    }
    length = 0;
    noted = 0;
  }

  @Override
  public void append(byte[] bytes, int count) throws IOException {
    try {
      for (ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count); buffer.hasRemaining(); ) {
        length += file.write(buffer);
      }
      if (length - noted >= NOTED_BYTES) {
        note();
      }
    } catch (IOException e) {
      throw new DiskFailureException(e);
    }
    notes.reached(length);
  }

  private void note() throws IOException {
    file.force(true);
    notes.kept(length);
    noted = length;
  }

  /** Writes all of it to the disk, and notes its length. */
  @Override
  public void close() throws IOException {
    try (file) {
      if (length != noted) {
        note();
      }
    } catch (IOException e) {
      throw new DiskFailureException(e);
    }
  }
}
