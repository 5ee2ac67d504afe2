package io.tramontane.udf.model;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.SplitName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model on a Hadoop file system as it was when it was looked at. Two are equal if the model has
 * not been changed in between, as far as the file system tells.
 *
 * @param url as the user gave it
 * @param parts its one file, or all files of a split model in order
 */
record RemoteModel(String url, List<Part> parts) {
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * One file.
   *
   * @param bytes its length
   * @param modified when it was last changed, in milliseconds since 1970
   * @param etag what the store names this version by; null where it has no such names
   */
  record Part(Path path, long bytes, long modified, @Nullable String etag) {
    static Part of(FileStatus status) {
      return new Part(
          status.getPath(),
          status.getLen(),
          status.getModificationTime(),
          status instanceof EtagSource versioned ? versioned.getEtag() : null);
    }

    /** Its name without what a URL may have behind that, which may be a secret. */
    String name() {
      return path.getName().replaceFirst("(?s)(?<=.)\\?.*", "");
    }

    /** When it was last changed. */
    FileTime time() {
      return FileTime.fromMillis(modified);
    }
  }

  RemoteModel {
    parts = List.copyOf(parts);
  }

  /**
   * Looks at a model.
   *
   * @throws InvalidInputException if there is no file of this URL, or a part of a split is missing
   * @throws IOException if the file system cannot be reached
   */
  static RemoteModel find(String url, Configuration configuration) throws IOException {
    Path first = new Path(url);
    FileSystem files = first.getFileSystem(configuration);
    List<Part> parts = new ArrayList<>();
    for (Path path : paths(first)) {
      parts.add(part(url, files, path));
    }
    return new RemoteModel(url, parts);
  }

  private static Part part(String url, FileSystem files, Path path) throws IOException {
    FileStatus status;
    try {
      status = files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "Cannot fetch model %s: there is no %s. Correct the URL, or put all parts of the model there."
              .formatted(url, path),
          e);
    }
    if (!status.isFile()) {
      throw new InvalidInputException(
          "Cannot fetch model %s: it is a folder. Give the URL of a GGUF file.".formatted(url));
    }
    return Part.of(status);
  }

  private static List<Path> paths(Path first) {
    return SplitName.of(java.nio.file.Path.of(first.getName()))
        .map(split -> split.files().stream().map(file -> sibling(first, file)).toList())
        .orElse(List.of(first));
  }

  private static Path sibling(Path path, java.nio.file.Path name) {
    return new Path(path.getParent(), name.toString());
  }

  /** The length of all parts together. */
  long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  /** The files of all parts in a folder that they are copied to, in order. */
  List<java.nio.file.Path> filesIn(java.nio.file.Path folder) {
    return parts.stream().map(part -> folder.resolve(part.name())).toList();
  }

  /** Names this version of the model: any other has another key. In letters and digits. */
  String key() {
    MessageDigest sha256 = sha256();
    for (Part part : parts) {
      String version =
          "%s\n%s %s %s\n".formatted(part.path(), part.bytes(), part.modified(), part.etag());
      sha256.update(version.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /**
   * Copies all parts into a folder, to the disk, with the modification times that they have here.
   *
   * @throws IOException if that fails, or if the model was changed meanwhile
   */
  void copyTo(java.nio.file.Path folder, Configuration configuration) throws IOException {
    for (Part part : parts) {
      copy(part, folder.resolve(part.name()), configuration);
    }
    if (!find(url, configuration).equals(this)) {
      throw new IOException("it was changed while it was fetched");
    }
  }

  private static void copy(Part part, java.nio.file.Path file, Configuration configuration)
      throws IOException {
    try (InputStream in = part.path().getFileSystem(configuration).open(part.path());
        FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        writeFully(out, ByteBuffer.wrap(buffer, 0, read));
      }
      // The name that says that the model is whole must not outlive a power cut without it.
      out.force(true);
      if (out.size() != part.bytes()) {
        throw new IOException(
            "%s gave %s bytes, expected %s".formatted(part.path(), out.size(), part.bytes()));
      }
    }
    Files.setLastModifiedTime(file, part.time());
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
