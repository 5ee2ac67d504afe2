package io.tramontane.gguf;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** One file of a model, its header read and its tensor data mapped. */
record GgufPart(Path file, GgufHeader header, MappedRegion data) implements AutoCloseable {

  /**
   * Opens a file.
   *
   * @param segmentBytes of the mapping
   */
  static GgufPart open(Path file, int segmentBytes) {
    try {
      requireRegular(file);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        GgufHeader header = HeaderParser.parse(file, channel);
        return new GgufPart(
            file,
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

  @Override
  public void close() {
    data.close();
  }
}
