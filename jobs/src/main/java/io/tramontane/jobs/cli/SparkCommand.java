package io.tramontane.jobs.cli;

import io.tramontane.jobs.run.JobSession;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Lends a Spark session to a command. */
final class SparkCommand {
  private SparkCommand() {}

  /** Opens a job's session, which a signal cancels, and closes it after the work. */
  static <T> T run(String name, StopSignal stop, Function<SparkSession, T> work) {
    return run(JobSession.open(name), stop, work);
  }

  /** Takes an open session, which a signal cancels, and closes it after the work. */
  static <T> T run(SparkSession spark, StopSignal stop, Function<SparkSession, T> work) {
    try {
      stop.onStop(() -> spark.sparkContext().cancelAllJobs());
      return work.apply(spark);
    } finally {
      spark.stop();
    }
  }
}
