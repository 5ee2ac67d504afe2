package io.tramontane.process;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.udf.TramontaneExtensions;
import org.apache.spark.sql.SparkSession;

/** A program that opens a session with the SQL functions, and prints why it cannot. */
final class OpenSession {
  private OpenSession() {}

  /** Runs it, without arguments. */
  public static void main(String[] arguments) {
    SparkSession.Builder session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.sql.extensions", TramontaneExtensions.class.getName());
    try {
      session.getOrCreate();
      System.out.println("opened now");
    } catch (InvalidInputException e) {
      System.out.println("failure " + e.getMessage());
    }
    System.exit(0);
  }
}
