package io.tramontane.jobs.run;

import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.Problems;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.RunPlanner;
import io.tramontane.jobs.report.Progress;
import io.tramontane.schema.RunManifest;
import org.apache.spark.sql.SparkSession;

/** The job: every document of a corpus through the model, every result into the run's folder. */
public final class EnrichJob {
  private final SparkSession spark;
  private final Inference inference;
  private final Progress progress;

  public EnrichJob(SparkSession spark, Inference inference, Progress progress) {
    this.spark = spark;
    this.inference = inference;
    this.progress = progress;
  }

  /**
   * Starts the run, or goes on with it. Does nothing where it is complete.
   *
   * @param problems what is known to be wrong with the configuration
   * @throws io.tramontane.failure.InvalidInputException if anything is wrong with what the user
   *     gave; nothing has been written then
   */
  public EnrichResult run(ConfigSections sections, Problems problems) {
    CheckedJob job = new Preflight(spark, inference, problems).check(sections);
    PlannedRun run = RunPlanner.plan(job);
    RunManifest manifest = run.finished().orElseGet(() -> compute(job, run));
    boolean success = Manifests.errorRatio(manifest) <= job.config().run().maxErrorRatio();
    if (success) {
      job.folder().markSuccess();
    }
    return new EnrichResult(manifest, job.folder().path().toString(), success);
  }

  private RunManifest compute(CheckedJob job, PlannedRun run) {
    long start = System.nanoTime();
    job.folder().begin(run.plan(), run.committed());
    new ChunkRunner(spark, inference, progress).run(job, run);
    double seconds = (System.nanoTime() - start) / 1e9;
    RunManifest manifest =
        Manifests.of(
            job,
            run,
            job.folder().committed(run.plan().getFingerprint()),
            seconds,
            spark.version());
    job.folder().writeManifest(manifest);
    return manifest;
  }
}
