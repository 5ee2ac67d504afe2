package io.tramontane.jobs.testing;

import io.tramontane.jobs.run.JobSession;
import org.apache.spark.sql.SparkSession;

/** Spark in the test's JVM, with two task slots. */
public final class TestSpark {
  static {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "3");
  }

  private TestSpark() {}

  /** The session in force, or a new one. */
  public static SparkSession session() {
    return JobSession.open("test");
  }
}
