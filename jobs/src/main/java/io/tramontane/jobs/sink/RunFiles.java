package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The few things that a run does with files, through Hadoop's {@link FileSystem}. Whatever the file
 * system refuses becomes an {@link InsufficientResourcesException} that names the file.
 */
final class RunFiles {
  private final FileSystem files;

  RunFiles(FileSystem files) {
    this.files = files;
  }

  boolean exists(Path file) {
    return doing("look for", file, files::exists);
  }

  /** Whether a file is there and has a length, in bytes. */
  boolean hasLength(Path file, long bytes) {
    return doing(
        "look for",
        file,
        path -> {
          try {
            return files.getFileStatus(path).getLen() == bytes;
          } catch (FileNotFoundException e) {
            return false;
          }
        });
  }

  /** When a file was last written; empty if there is no such file. */
  Optional<Instant> modified(Path file) {
    return doing(
        "look for",
        file,
        path -> {
          try {
            return Optional.of(
                Instant.ofEpochMilli(files.getFileStatus(path).getModificationTime()));
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  /** What lies in a folder, by name; nothing if it does not exist. */
  NavigableMap<String, FileStatus> list(Path folder) {
    return doing(
        "list",
        folder,
        path -> {
          NavigableMap<String, FileStatus> found = new TreeMap<>();
          try {
            Arrays.stream(files.listStatus(path))
                .forEach(status -> found.put(status.getPath().getName(), status));
          } catch (FileNotFoundException e) {
            // Nothing is in a folder that is not there.
          }
          return found;
        });
  }

  /** The record in a file, or empty if there is no such file. */
  <T extends SpecificRecord> Optional<T> read(Path file, Class<T> type) {
    return doing("read", file, path -> readNow(path, type));
  }

  /** As {@link #read}; empty also if the file was not written to its end. */
  <T extends SpecificRecord> Optional<T> readIfWhole(Path file, Class<T> type) {
    return doing(
        "read",
        file,
        path -> {
          try {
            return readNow(path, type);
          } catch (MalformedRecordException | ChecksumException | EOFException e) {
            return Optional.empty();
          }
        });
  }

  private <T extends SpecificRecord> Optional<T> readNow(Path file, Class<T> type)
      throws IOException {
    try (InputStream stream = files.open(file)) {
      return Optional.of(JsonRecords.read(stream.readAllBytes(), type));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Creates a file, unless there is one.
   *
   * @return whether there was none
   */
  <T extends SpecificRecord> boolean create(Path file, T record) {
    return create(file, JsonRecords.write(record));
  }

  /** As {@link #create(Path, SpecificRecord)}, with any content. */
  boolean create(Path file, byte[] content) {
    return doing(
        "create",
        file,
        path -> {
          try (OutputStream stream = files.create(path, false)) {
            stream.write(content);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          }
        });
  }

  /** Writes a record, where a reader that comes too early may find it cut off. */
  <T extends SpecificRecord> void overwrite(Path file, T record) {
    write(file, JsonRecords.write(record));
  }

  private void write(Path file, byte[] content) {
    doing(
        "write",
        file,
        path -> {
          try (OutputStream stream = files.create(path, true)) {
            stream.write(content);
          }
          return path;
        });
  }

  /** Makes a folder, unless there is one. */
  void makeFolder(Path folder) {
    doing("create", folder, files::mkdirs);
  }

  /** Gives a file, or folder, a name that no other has. */
  void rename(Path from, Path to) {
    doing(
        "create",
        to,
        path -> {
          if (!files.rename(from, path)) {
            throw new IOException("the file system refused to rename " + from);
          }
          return path;
        });
  }

  /**
   * Gives a file, or folder, its name back, as far as it is there and nothing has that name now.
   */
  void restore(Path aside, Path file) {
    if (!exists(file)) {
      if (exists(aside)) {
        rename(aside, file);
      }
      return;
    }
    list(aside).values().stream()
        .map(FileStatus::getPath)
        .filter(inside -> !inside.equals(aside))
        .forEach(inside -> restore(inside, new Path(file, inside.getName())));
  }

  /** Deletes a file or a folder with all in it; nothing if it does not exist. */
  void delete(Path file) {
    doing("delete", file, path -> files.delete(path, true));
  }

  /** Deletes a folder in which nothing lies. */
  void deleteIfEmpty(Path folder) {
    if (list(folder).isEmpty()) {
      doing(
          "delete",
          folder,
          path -> {
            try {
              return files.delete(path, false);
            } catch (IOException e) {
              // Something is in it after all: what lists do not show, or what has come meanwhile.
              return false;
            }
          });
    }
  }

  private static <T> T doing(String verb, Path path, FileOperation<T> operation) {
    try {
      return operation.on(path);
    } catch (IOException e) {
      throw failed(verb, path, e);
    } catch (FSError e) {
      // So Hadoop's local file system tells of a full disk.
      throw failed(
          verb, path, e.getCause() instanceof IOException cause ? cause : new IOException(e));
    }
  }

  static InsufficientResourcesException failed(String verb, Path path, IOException cause) {
    return new InsufficientResourcesException(
        "Cannot %s %s: %s. Restore access to it, then start again."
            .formatted(verb, path, cause.getMessage()),
        cause);
  }

  @FunctionalInterface
  private interface FileOperation<T> {
    T on(Path path) throws IOException;
  }
}
