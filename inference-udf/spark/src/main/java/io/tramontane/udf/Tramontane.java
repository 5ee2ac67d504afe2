package io.tramontane.udf;

import io.tramontane.udf.catalyst.Registration;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;

/**
 * The SQL functions for a session that is open already, where {@link TramontaneExtensions} came too
 * late.
 */
public final class Tramontane {
  private Tramontane() {}

  /**
   * Makes the functions known to one session. They give what they give with the extension; plans
   * are less good: filters, limits and columns that nobody reads do not keep rows from the model
   * where Spark's own rules would have had to know.
   *
   * @param session a classic one; of Spark Connect, the server's needs the extension
   * @throws io.tramontane.failure.InvalidInputException on a version of Spark on which they do not
   *     work
   */
  public static void register(SparkSession session) {
    SparkVersion.require(package$.MODULE$.SPARK_VERSION(), Registration.class.getName());
    Registration.register(session);
  }
}
