package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.tramontane.jobs.config.Reuse;
import io.tramontane.jobs.corpus.LiteralPath;
import io.tramontane.jobs.sink.PartFileScan;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.SparkSchemas;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The good rows that runs have already made under a fingerprint. */
final class EarlierAnswers {
  private EarlierAnswers() {}

  /**
   * Those that a job may take over: of the run that it replaces, and as {@code run.reuse} says, of
   * the other runs of its output. Files that do not hold what was written are passed over.
   *
   * @return rows under the {@link RowSchema} of the job; empty if there are no files of them
   */
  static Optional<Dataset<Row>> of(CheckedJob job, RunTarget target, SparkSession spark) {
    String fingerprint = job.fingerprint().digest();
    String[] files =
        runs(job, target, spark)
            .filter(run -> !run.path().equals(target.folder().path()))
            .filter(run -> isOf(run, fingerprint))
            .flatMap(run -> PartFileScan.of(spark, run, run.published()).sound().stream())
            .map(LiteralPath::of)
            .toArray(String[]::new);
    return files.length == 0
        ? Optional.empty()
        : Optional.of(
            spark
                .read()
                .schema(SparkSchemas.of(RowSchema.of(job.config().task())))
                .parquet(files)
                .where(col("error").isNull().and(col("fingerprint").equalTo(lit(fingerprint)))));
  }

  private static Stream<RunFolder> runs(CheckedJob job, RunTarget target, SparkSession spark) {
    return job.config().run().reuse() == Reuse.PREVIOUS_RUNS
        ? RunFolder.all(job.config().output().path(), spark.sparkContext().hadoopConfiguration())
            .stream()
        : target.replaced().stream();
  }

  private static boolean isOf(RunFolder run, String fingerprint) {
    return run.plan().filter(plan -> plan.getFingerprint().equals(fingerprint)).isPresent();
  }
}
