package io.tramontane.jobs.run;

import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.sink.ChunkAttempt;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Runs the pending chunks as Spark tasks and publishes each as it ends. */
final class ChunkRunner {
  private final SparkSession spark;
  private final Inference inference;
  private final Progress progress;

  ChunkRunner(SparkSession spark, Inference inference, Progress progress) {
    this.spark = spark;
    this.inference = inference;
    this.progress = progress;
  }

  /** Returns when every chunk of the run is committed. */
  void run(CheckedJob job, PlannedRun run) {
    SparkContext context = spark.sparkContext();
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    RDD<Row> chunks = ChunkedCorpus.pending(job.corpus(), run.plan().getChunks(), run.done()).rdd();
    if (chunks.getNumPartitions() != run.plan().getChunks()) {
      throw new IllegalStateException(
          "Spark made %d partitions of %d chunks."
              .formatted(chunks.getNumPartitions(), run.plan().getChunks()));
    }
    progress.begin(run.plan().getDocuments(), Manifests.sum(run.committed(), c -> c.getRows()));
    try {
      context.runJob(
          chunks,
          new ChunkTask(job, inference, configuration),
          CollectionConverters.asScala(List.<Object>copyOf(run.pending())).toSeq(),
          (Object index, ChunkAttempt attempt) -> {
            // On the driver, one chunk at a time, for the first attempt that succeeds.
            job.folder().publish(attempt);
            progress.committed(attempt.entry());
            return BoxedUnit.UNIT;
          },
          ClassTag$.MODULE$.apply(ChunkAttempt.class));
    } finally {
      progress.end();
    }
  }
}
