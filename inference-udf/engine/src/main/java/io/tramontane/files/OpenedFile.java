package io.tramontane.files;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file opened for reading.
 *
 * @param identity of the file behind the channel, as it was when that was opened
 * @param channel open until {@link #close}
 */
public record OpenedFile(FileIdentity identity, FileChannel channel) implements AutoCloseable {
  /**
   * Opens a file.
   *
   * @throws IOException if that fails
   * @throws InsufficientResourcesException if the file was changed or replaced meanwhile
   */
  public static OpenedFile open(Path file) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      // A channel does not tell which file it is of.
      identity.requireUnchanged();
      return new OpenedFile(identity, channel);
    } catch (InsufficientResourcesException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
