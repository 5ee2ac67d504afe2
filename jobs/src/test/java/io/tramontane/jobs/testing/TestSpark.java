package io.tramontane.jobs.testing;

import io.tramontane.jobs.run.JobSession;
import java.util.Collections;
import java.util.concurrent.CyclicBarrier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Spark in the test's JVM, with two task slots. */
public final class TestSpark {
  private static final int SLOTS = 2;
  private static final CyclicBarrier ALL_SLOTS = new CyclicBarrier(SLOTS);

  static {
    System.setProperty("spark.master", "local[" + SLOTS + "]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "3");
  }

  private TestSpark() {}

  /** The session in force, or a new one. */
  public static SparkSession session() {
    return JobSession.open("test");
  }

  /**
   * Returns when no task runs any more. Those of a cancelled job do for a while after it. Not to be
   * called by two threads at once.
   */
  public static void awaitIdle() {
    // Tasks that wait for each other, one for each slot, end only once they have every slot.
    JavaSparkContext.fromSparkContext(session().sparkContext())
        .parallelize(Collections.nCopies(SLOTS, 0), SLOTS)
        .foreach(task -> ALL_SLOTS.await());
  }
}
