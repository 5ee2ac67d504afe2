package io.tramontane.udf;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a model comes from: a file of this host, or a URL that is fetched once per host. */
public sealed interface ModelSource permits ModelFile, ModelUrl {
  /** Two letters at least, so that the drive of a Windows path is none. */
  Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /** Whether a location is a URL; else it is a path of this host. */
  static boolean isUrl(String location) {
    return SCHEME.matcher(location).matches();
  }

  /**
   * The source for a location.
   *
   * @param location a path, or the URL of a file of any Hadoop file system; of a split model, its
   *     first part
   * @param cache where models of URLs are kept
   */
  static ModelSource of(String location, ModelCacheSettings cache) {
    return isUrl(location) ? new ModelUrl(location, cache) : new ModelFile(Path.of(location));
  }

  /** The path or the URL, for messages. */
  String location();

  /**
   * The model as it is now, on this host's disk. Waits while it is fetched.
   *
   * @throws InvalidInputException if it is not there, or may not be read
   * @throws InsufficientResourcesException if it cannot be fetched
   */
  LocalModel local();

  /**
   * The model, which must have this digest.
   *
   * @param sha256 as {@link io.tramontane.gguf.ModelDigest} gives it
   * @throws InvalidInputException if it is not there, may not be read, or has another digest
   * @throws InsufficientResourcesException if it cannot be fetched
   */
  LocalModel verified(String sha256);
}
