package io.tramontane.udf.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Which models of the cache the processes of this host use. A process holds a shared lock on a
 * model's lock file from its first use until it ends, however it ends; only a model whose lock file
 * nobody holds may be removed. Thread-safe.
 *
 * <p>Linux takes the mapped file of a model out of the folder without complaint, but the disk gets
 * no byte back before the last process that maps it has ended, and meanwhile a newcomer would fetch
 * a second copy.
 */
final class ModelsInUse {
  /**
   * By lock file. A process must open each but once: closing any channel to a file gives up all
   * locks that the process has on it (fcntl(2)).
   */
  private static final Map<Path, FileChannel> HELD = new HashMap<>();

  private ModelsInUse() {}

  /** Takes a model into use until this process ends. Waits while it is being removed. */
  static void use(Path lockFile) throws IOException {
    synchronized (HELD) {
      if (!HELD.containsKey(lockFile)) {
        HELD.put(lockFile, shared(lockFile));
      }
    }
  }

  private static FileChannel shared(Path lockFile) throws IOException {
    FileChannel channel =
        FileChannel.open(
            lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      channel.lock(0, Long.MAX_VALUE, true);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A change to a model that nobody uses. */
  @FunctionalInterface
  interface Removal {
    void run() throws IOException;
  }

  /**
   * Removes a model, unless it is in use.
   *
   * @return whether it was removed
   */
  static boolean removeUnused(Path lockFile, Removal removal) throws IOException {
    synchronized (HELD) {
      if (HELD.containsKey(lockFile)) {
        return false;
      }
      try (FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (channel.tryLock() == null) {
          return false;
        }
        removal.run();
        return true;
      }
    }
  }
}
