package io.tramontane.jobs.run;

import io.tramontane.jobs.config.PublishConfig;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.sink.RunCommitter;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunLock;
import io.tramontane.jobs.table.PublishedTable;
import io.tramontane.schema.PinnedTable;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import io.tramontane.schema.SparkSchemas;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Brings a finished run into the table that it is to be published into. */
final class Publication {
  private final SparkSession spark;
  private final PublishedTable table;
  private final RunPlan plan;

  private Publication(SparkSession spark, PublishedTable table, RunPlan plan) {
    this.spark = spark;
    this.table = table;
    this.plan = plan;
  }

  /**
   * That of a run, if there is to be one; its table is there then.
   *
   * @throws io.tramontane.failure.InvalidInputException if the rows do not fit the table
   */
  static Optional<Publication> of(PlannedRun run, SparkSession spark) {
    CheckedJob job = run.job();
    PublishConfig config = job.config().output().table();
    if (config == null) {
      return Optional.empty();
    }
    StructType rows =
        SparkSchemas.of(job.corpus().kept(spark).behind(RowSchema.of(job.config().task())));
    return Optional.of(
        new Publication(spark, PublishedTable.open(spark, config, rows), run.plan()));
  }

  /**
   * Publishes the run, unless that is done.
   *
   * @param folder where it is
   * @return what it did, with the table in it
   */
  RunManifest publish(RunFolder folder, RunManifest manifest, RunLock lock) {
    PinnedTable before = manifest.getPublished();
    if (before != null && before.getName().equals(table.name())) {
      return manifest;
    }
    RunManifest published =
        RunManifest.newBuilder(manifest)
            .setPublished(table.publish(RunRows.of(spark, folder, manifest.getFiles()), mark()))
            .build();
    new RunCommitter(folder, lock).published(published);
    return published;
  }

  /** Of each plan its own: a run that is made anew is published anew. */
  private String mark() {
    return "run %s, attempt %s, plan %s"
        .formatted(plan.getRunId(), plan.getAttempt(), plan.getToken());
  }
}
