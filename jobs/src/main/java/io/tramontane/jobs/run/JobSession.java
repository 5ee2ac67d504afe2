package io.tramontane.jobs.run;

import io.tramontane.udf.SparkVersion;
import io.tramontane.udf.TramontanePlugin;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;

/** The Spark session that the jobs rely on. */
public final class JobSession {
  private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

  private JobSession() {}

  /**
   * Opens it, with whatever spark-submit or system properties say besides.
   *
   * @throws io.tramontane.failure.InvalidInputException on a version of Spark on which they do not
   *     work
   */
  public static SparkSession open(String name) {
    SparkVersion.require(package$.MODULE$.SPARK_VERSION(), EnrichJob.class.getName());
    SparkConf configured = new SparkConf();
    SparkSession.Builder builder = SparkSession.builder();
    SparkRedaction.settings(configured).forEach(builder::config);
    partitions(configured).ifPresent(count -> builder.config(SHUFFLE_PARTITIONS, count));
    return builder
        .appName(name)
        // Adaptive execution may put chunks together or drop empty ones; partition i must be chunk
        // i.
        .config("spark.sql.adaptive.enabled", "false")
        // Task results are records, which Kryo cannot rebuild; rows have their own serializer
        // anyway.
        .config("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
        // A file that cannot be read ends the job; it is never left out.
        .config("spark.sql.files.ignoreCorruptFiles", "false")
        .config("spark.sql.files.ignoreMissingFiles", "false")
        // The first file says which columns there are, however many others have more.
        .config("spark.sql.parquet.mergeSchema", "false")
        .config("spark.sql.orc.mergeSchema", "false")
        // What is read of a corpus as text, such as a time in a column of gold, is the same
        // everywhere.
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.plugins", TramontanePlugin.beside(configured.get("spark.plugins", "")))
        .getOrCreate();
  }

  /**
   * How many a shuffle has, where Spark runs on this host alone and nobody has said it: without
   * adaptive execution, Spark's 200 would take longer than all else of a small corpus.
   */
  static OptionalLong partitions(SparkConf configured) {
    boolean isLocal = configured.get("spark.master", "").matches("local(\\[.*)?");
    return isLocal && !configured.contains(SHUFFLE_PARTITIONS)
        ? OptionalLong.of(2L * Runtime.getRuntime().availableProcessors())
        : OptionalLong.empty();
  }
}
