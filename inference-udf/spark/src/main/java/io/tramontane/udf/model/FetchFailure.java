package io.tramontane.udf.model;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** Tells whoever has to act why a model could not be fetched. */
final class FetchFailure {
  private FetchFailure() {}

  /**
   * What to throw where a model is fetched into a folder; the failure may be one of ours already.
   */
  static RuntimeException of(String url, Path folder, Exception failure) {
    return of(url, failure, " into " + folder, "Check its file system and the disk here");
  }

  /** What to throw where a model is looked for. */
  static RuntimeException of(String url, Exception failure) {
    return of(url, failure, "", "Check its file system");
  }

  private static RuntimeException of(String url, Exception failure, String into, String remedy) {
    if (failure instanceof AccessDeniedException || failure instanceof AccessControlException) {
      return invalid(url, "access is denied: " + failure.getMessage(), "Grant it", failure);
    }
    if (failure instanceof UnsupportedFileSystemException
        || failure.getCause() instanceof ClassNotFoundException) {
      return invalid(
          url,
          String.valueOf(failure.getMessage()),
          "Add the Hadoop module of this file system to Spark (hadoop-aws for s3a)",
          failure);
    }
    // As Hadoop says that a URL is malformed or its host unknown.
    if (failure instanceof IllegalArgumentException) {
      return invalid(
          url, String.valueOf(failure.getMessage()), "Correct tramontane.model.path", failure);
    }
    if (failure instanceof IOException) {
      return new InsufficientResourcesException(
          "Cannot fetch model %s%s: %s. %s, then start again."
              .formatted(url, into, failure, remedy),
          failure);
    }
    return (RuntimeException) failure;
  }

  private static InvalidInputException invalid(
      String url, String cause, String remedy, Exception failure) {
    return new InvalidInputException(
        "Cannot fetch model %s: %s. %s.".formatted(url, cause, remedy), failure);
  }
}
