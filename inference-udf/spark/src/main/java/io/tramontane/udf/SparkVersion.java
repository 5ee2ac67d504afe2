package io.tramontane.udf;

import io.tramontane.failure.InvalidInputException;
import java.util.List;

/**
 * The versions of Spark on which the jobs and the SQL functions work; the rules of the latter
 * depend on its internals.
 */
public final class SparkVersion {
  private static final List<String> SUPPORTED = List.of("4.0", "4.1", "4.2", "4.3");

  private SparkVersion() {}

  /**
   * Refuses others.
   *
   * @param version of Spark, as it gives it itself
   * @throws InvalidInputException if Tramontane is not known to work there
   */
  public static void requireSupported(String version) {
    if (SUPPORTED.stream().noneMatch(supported -> version.startsWith(supported + "."))) {
      throw new InvalidInputException(
          "Cannot use Tramontane on Spark %s: it works on Spark %s. Run it on one of these."
              .formatted(version, String.join(", ", SUPPORTED)));
    }
  }
}
