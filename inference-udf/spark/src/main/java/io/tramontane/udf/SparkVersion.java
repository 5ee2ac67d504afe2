package io.tramontane.udf;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.udf.linkage.Linkage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of Spark on which the jobs and the SQL functions work; the rules of the latter
 * depend on its internals.
 */
public final class SparkVersion {
  private static final Logger LOG = System.getLogger(SparkVersion.class.getName());
  private static final int OLDEST_MAJOR = 4;
  private static final List<String> TESTED = List.of("4.0", "4.1", "4.2", "4.3");
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private SparkVersion() {}

  /**
   * Refuses versions that lack what is needed. Where one has it, and is newer than all that were
   * tested, warns once.
   *
   * @param version of Spark, as it gives it itself
   * @param root the name of the class from which all that need Spark can be reached
   * @throws InvalidInputException if Tramontane does not work there
   */
  public static void require(String version, String root) {
    if (TESTED.stream().anyMatch(tested -> version.startsWith(tested + "."))) {
      return;
    }
    String tested = String.join(", ", TESTED);
    if (major(version) < OLDEST_MAJOR) {
      throw new InvalidInputException(
          "Cannot use Tramontane on Spark %s: it works on Spark %s. Run it on one of these."
              .formatted(version, tested));
    }
    List<String> missing = Linkage.missing(root, SparkVersion.class.getClassLoader());
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use Tramontane on Spark %s: it lacks %s. Run it on Spark %s."
              .formatted(version, String.join(", ", missing), tested));
    }
    if (WARNED.add(version)) {
      LOG.log(
          Level.WARNING,
          "Tramontane was tested on Spark {0}, not on {1}, which has all classes and methods that it needs.",
          tested,
          version);
    }
  }

  private static int major(String version) {
    try {
      return Integer.parseInt(version.split("\\.", 2)[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
