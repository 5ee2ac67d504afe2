package io.tramontane.jobs.cli;

import io.tramontane.jobs.run.JobSession;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Lends a Spark session to a command. */
final class SparkCommand {
  private SparkCommand() {}

  /** Lends a job's session. */
  static <T> T run(String name, StopSignal stop, Function<SparkSession, T> work) {
    return run(() -> JobSession.open(name), stop, work);
  }

  /** Lends a session, whose jobs a signal cancels; one that was not open before is closed after. */
  static <T> T run(Supplier<SparkSession> open, StopSignal stop, Function<SparkSession, T> work) {
    boolean wasOpen = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = open.get();
    try {
      stop.onStop(() -> spark.sparkContext().cancelAllJobs());
      return work.apply(spark);
    } finally {
      if (!wasOpen) {
        spark.stop();
      }
    }
  }
}
