package io.tramontane.jobs.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** How file systems are reached, for commands that need no Spark session. */
final class HadoopSettings {
  private HadoopSettings() {}

  /** As a session would see them: with the {@code spark.hadoop.*} settings of spark-submit. */
  static Configuration read() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
