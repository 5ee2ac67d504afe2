package io.tramontane.jobs.run;

import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.plan.RunPlanner;
import io.tramontane.jobs.report.ChunkLog;
import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.sink.RunCommitter;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.udf.model.ModelProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Runs the pending chunks as Spark tasks and commits each as it ends. */
final class ChunkRunner {
  private final SparkSession spark;
  private final ModelProvider models;
  private final Progress progress;
  private final GracefulStop stop;

  ChunkRunner(SparkSession spark, ModelProvider models, Progress progress, GracefulStop stop) {
    this.spark = spark;
    this.models = models;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Returns when every chunk of the run is committed, or earlier if it was stopped, or has more
   * errors than it may have.
   */
  void run(PlannedRun run, RunCommitter committer) {
    CheckedJob job = run.job();
    ErrorLimit limit =
        new ErrorLimit(run.plan().getDocuments(), job.config().run().maxErrorRatio());
    AtomicLong errors = new AtomicLong(ErrorLimit.errors(run.committed()));
    if (limit.isExceededBy(errors.get()) || !beginComputing(job, committer)) {
      return;
    }
    progress.begin(run.plan().getDocuments(), Manifests.sum(run.committed(), c -> c.getRows()));
    ChunkLog log = new ChunkLog(run.plan().getRunId(), run.plan().getAttempt());
    try {
      compute(
          chunks(run),
          run.pending(),
          new ChunkTask(run, job.corpus().kept(spark), committer.token(), models, hadoop()),
          attempt -> {
            if (committer.commit(attempt)) {
              progress.committed(attempt.getChunk());
              log.committed(attempt.getChunk());
              if (limit.isExceededBy(errors.addAndGet(ErrorLimit.errors(attempt.getChunk())))) {
                spark.sparkContext().cancelAllJobs();
              }
            }
          });
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (stop.reason().isEmpty() && !limit.isExceededBy(errors.get())) {
        throw e;
      }
    } finally {
      progress.end();
    }
  }

  private boolean beginComputing(CheckedJob job, RunCommitter committer) {
    Duration grace = job.config().run().stopGrace();
    return stop.beginComputing(
        grace,
        () -> {
          committer.askToStop();
          progress.stopping(grace);
        });
  }

  private RDD<Row> chunks(PlannedRun run) {
    RDD<Row> chunks = RunPlanner.pending(run, spark).rdd();
    if (chunks.getNumPartitions() != run.chunks()) {
      throw new IllegalStateException(
          "Spark made %s partitions of %s chunks."
              .formatted(chunks.getNumPartitions(), run.chunks()));
    }
    return chunks;
  }

  private SerializableConfiguration hadoop() {
    return new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
  }

  private static void compute(
      RDD<Row> chunks, List<Integer> numbers, ChunkTask task, Commit commit) {
    SparkContext context = chunks.sparkContext();
    context.runJob(
        chunks,
        task,
        CollectionConverters.asScala(List.<Object>copyOf(numbers)).toSeq(),
        (Object index, @Nullable LedgerEntry attempt) -> {
          // On the driver, one chunk at a time, for the first attempt that succeeds.
          if (attempt != null) {
            commit.of(attempt);
          }
          return BoxedUnit.UNIT;
        },
        ClassTag$.MODULE$.apply(LedgerEntry.class));
  }

  @FunctionalInterface
  private interface Commit {
    void of(LedgerEntry attempt);
  }
}
