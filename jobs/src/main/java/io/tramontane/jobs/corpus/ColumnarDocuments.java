package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.corpus.DocumentReader.Documents;
import io.tramontane.jobs.corpus.KeptColumns.KeptColumn;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a file whose format says which columns it has. A library reads it, and whatever
 * fails there is told with the file's name.
 */
abstract class ColumnarDocuments implements Documents {
  private final FileSlice slice;
  private @Nullable Row next;
  private boolean ended;

  ColumnarDocuments(FileSlice slice) {
    this.slice = slice;
  }

  /** The next document, or null behind the last. */
  abstract @Nullable Row read() throws IOException;

  /** The number in the file, from 0, of the row that was read last. */
  abstract long rowNumber();

  @Override
  public final RecordPlace place() {
    return RecordPlace.ofRow(slice.file().name(), rowNumber());
  }

  @Override
  public final boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = read();
        ended = next == null;
      } catch (IOException | RuntimeException e) {
        throw failed(slice.path(), e);
      }
    }
    return !ended;
  }

  @Override
  public final Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row document = Objects.requireNonNull(next);
    next = null;
    return document;
  }

  /** What a failure of the library means: a file that is no sound one, or cannot be reached. */
  static RuntimeException failed(String path, Exception failure) {
    if (failure instanceof InvalidInputException known) {
      return known;
    }
    if (failure instanceof IOException unread && isAboutReaching(failure)) {
      return FileDocuments.failed(path, unread);
    }
    return new InvalidInputException(
        "Cannot read input %s: it is damaged, or of another format: %s. Correct the file, or tramontane.input.format."
            .formatted(path, reason(failure)),
        failure);
  }

  /** File systems fail with IOExceptions alone; what the libraries throw is more than that. */
  private static boolean isAboutReaching(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (!(cause instanceof IOException) || cause.getClass().getName().contains(".orc.")) {
        return false;
      }
    }
    return true;
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return message.replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }

  /**
   * The place of a column among those of a file.
   *
   * @throws InvalidInputException if it is not there, or there more than once
   */
  static int column(String name, List<String> names, String path) {
    int count = Collections.frequency(names, name);
    if (count == 0) {
      throw new InvalidInputException(
          "Cannot read input %s: it has no column %s; its columns are %s. Correct tramontane.input.id-column, text-column or keep, or take the file away."
              .formatted(path, name, String.join(", ", names)));
    }
    if (count > 1) {
      throw new InvalidInputException(
          "Cannot read input %s: %s of its columns are called %s. Give one of them another name."
              .formatted(path, count, name));
    }
    return names.indexOf(name);
  }

  /** That a column is of a type that cannot be carried along. */
  static InvalidInputException notKept(String name, String type, String path) {
    return new InvalidInputException(
        "Cannot keep column %s of %s: it is of type %s. Take it out of tramontane.input.keep: strings, bytes, numbers, truth values, dates and times of at most microseconds can be kept."
            .formatted(name, path, type));
  }

  /**
   * Makes sure that a column has the same type in all files.
   *
   * @throws InvalidInputException if it has another
   */
  static void requireSame(KeptColumn expected, KeptColumn found, String path) {
    if (!found.equals(expected)) {
      throw new InvalidInputException(
          "Cannot keep column %s of %s: its type is %s there, and %s in the first file. Give it one type, or take it out of tramontane.input.keep."
              .formatted(found.name(), path, found.type(), expected.type()));
    }
  }

  /** That a column cannot hold what is looked for in it. */
  static InvalidInputException wrongType(String name, String type, String expected, String path) {
    return new InvalidInputException(
        "Cannot read input %s: its column %s is of type %s. It must be %s."
            .formatted(path, name, type, expected));
  }
}
