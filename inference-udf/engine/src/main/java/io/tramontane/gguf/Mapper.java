package io.tramontane.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps pieces of files, and unmaps them all when it is closed rather than whenever they are garbage
 * collected. No Java release has a way to do this that both its successors and its predecessors
 * support, hence two of them. Not for concurrent use.
 */
interface Mapper extends AutoCloseable {
  /** The first release in which {@code java.lang.foreign} is final (JEP 454). */
  int FIRST_WITH_ARENAS = 22;

  /** The mapper for this JVM. */
  static Mapper create() {
    return Runtime.version().feature() >= FIRST_WITH_ARENAS
        ? new ArenaMapper()
        : new CleanerMapper();
  }

  /**
   * Maps bytes of a file, read-only; the channel is not needed after.
   *
   * @param bytes from 1 to {@link Integer#MAX_VALUE}
   */
  ByteBuffer map(FileChannel channel, long start, long bytes) throws IOException;

  /** Unmaps all; a buffer must not be used any more: at best it throws, at worst the JVM ends. */
  @Override
  void close();
}
