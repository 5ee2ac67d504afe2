package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Tells failures that the input is to blame for from others. */
public final class UnreadableInput {
  private static final String CANNOT_READ = "FAILED_READ_FILE";

  private UnreadableInput() {}

  /**
   * Reads, and says in the user's terms if that fails because of what is read.
   *
   * @throws InvalidInputException if the input cannot be read as configured
   */
  public static <T> T explained(InputConfig input, Supplier<T> read) {
    try {
      return read.get();
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      Optional<String> reason = reasonOf(e);
      if (reason.isPresent()) {
        throw new InvalidInputException(
            "Cannot read input %s as %s: %s. Correct tramontane.input."
                .formatted(
                    input.path(), input.format().name().toLowerCase(Locale.ROOT), reason.get()),
            e);
      }
      throw e;
    }
  }

  /**
   * Why a file cannot be read, if that is what a failure comes from.
   *
   * @throws InvalidInputException if one of ours is in it already
   */
  static Optional<String> reasonOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException known) {
        throw new InvalidInputException(String.valueOf(known.getMessage()), failure);
      }
      if (isInputsFault(cause)) {
        return Optional.of(file(cause) + reason(cause));
      }
    }
    return Optional.empty();
  }

  private static boolean isInputsFault(Throwable failure) {
    return failure instanceof AnalysisException
        || (failure instanceof SparkThrowable known
            && known.getCondition() != null
            && known.getCondition().startsWith(CANNOT_READ));
  }

  /** The file's name with a colon, where Spark tells it. */
  private static String file(Throwable failure) {
    String path =
        failure instanceof SparkThrowable known ? known.getMessageParameters().get("path") : null;
    return path == null ? "" : path + ": ";
  }

  /**
   * The innermost message on one line, without Spark's codes around it, and without a line of the
   * file, which may be a document.
   */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage())
        .replaceAll("\\s+", " ")
        .replaceFirst("^\\[[A-Z_.]+\\] ", "")
        .replaceFirst(" Header: .*", "")
        .replaceFirst("\\.?( SQLSTATE: \\w+)?$", "");
  }
}
