package io.tramontane.gguf;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.files.FileIdentity;
import io.tramontane.files.OpenedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * One file of a model, its header read and its tensor data mapped.
 *
 * @param identity of the file that was read and mapped
 */
record GgufPart(FileIdentity identity, GgufHeader header, MappedRegion data)
    implements AutoCloseable {

  /**
   * Opens a file.
   *
   * @param segmentBytes of the mapping
   */
  static GgufPart open(Path file, int segmentBytes) {
    try {
      requireRegular(file);
      try (OpenedFile opened = OpenedFile.open(file)) {
        FileChannel channel = opened.channel();
        GgufHeader header = HeaderParser.parse(file, channel);
        return new GgufPart(
            opened.identity(),
            header,
            MappedRegion.map(file, channel, header.dataStart(), header.dataBytes(), segmentBytes));
      }
    } catch (NoSuchFileException e) {
      throw invalid(file, "there is no such file", "Check the path", e);
    } catch (AccessDeniedException e) {
      throw invalid(file, "access is denied", "Make it readable for this user", e);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot open " + file + ": " + e + ". Check its disk and try again.", e);
    }
  }

  /** Opening a pipe would wait for ever, and a device has no size. */
  private static void requireRegular(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new InvalidInputException(
          "Cannot open " + file + ": it is a directory. Give the path of a GGUF file.");
    }
    if (!attributes.isRegularFile()) {
      throw new InvalidInputException(
          "Cannot open " + file + ": it is no regular file. Give the path of a GGUF file.");
    }
  }

  private static InvalidInputException invalid(
      Path file, String cause, String remedy, IOException e) {
    return new InvalidInputException("Cannot open " + file + ": " + cause + ". " + remedy + ".", e);
  }

  Path file() {
    return identity.file();
  }

  @Override
  public void close() {
    data.close();
  }
}
