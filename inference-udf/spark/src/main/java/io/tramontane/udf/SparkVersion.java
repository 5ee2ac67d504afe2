package io.tramontane.udf;

import io.tramontane.failure.InvalidInputException;
import java.util.List;

/** The versions of Spark on which the SQL functions work: their rules depend on its internals. */
final class SparkVersion {
  private static final List<String> SUPPORTED = List.of("4.0", "4.1", "4.2");

  private SparkVersion() {}

  /**
   * Refuses others.
   *
   * @param version of Spark, as it gives it itself
   * @throws InvalidInputException if the functions are not known to work there
   */
  static void requireSupported(String version) {
    if (SUPPORTED.stream().noneMatch(supported -> version.startsWith(supported + "."))) {
      throw new InvalidInputException(
          "Cannot use the SQL functions on Spark %s: they work on Spark %s. Run them on one of these."
              .formatted(version, String.join(", ", SUPPORTED)));
    }
  }
}
