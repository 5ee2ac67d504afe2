package io.tramontane.jobs.run;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.jobs.plan.RunPlanner;
import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.report.RunReport;
import io.tramontane.jobs.run.EnrichResult.Complete;
import io.tramontane.jobs.run.EnrichResult.ErrorLimitExceeded;
import io.tramontane.jobs.run.EnrichResult.Stopped;
import io.tramontane.jobs.sink.RunCommitter;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunLock;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.udf.model.ModelProvider;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The job: every document of a corpus through the model, every result into the run's folder. */
public final class EnrichJob {
  private final SparkSession spark;
  private final ModelProvider models;
  private final Progress progress;
  private final GracefulStop stop;

  public EnrichJob(SparkSession spark, ModelProvider models, Progress progress) {
    this.spark = spark;
    this.models = models;
    this.progress = progress;
    this.stop = new GracefulStop(() -> spark.sparkContext().cancelAllJobs(), Clock.systemUTC());
  }

  /**
   * Starts the run, or goes on with it. Does nothing where it is complete. To be called once.
   *
   * @throws io.tramontane.failure.InvalidInputException if anything is wrong with the documents;
   *     nothing has been written then
   */
  public EnrichResult run(CheckedJob job) {
    try (stop) {
      job.options().deadline().ifPresent(stop::at);
      job.options().maxDuration().ifPresent(limit -> stop.after(limit.left()));
      try (RunLock lock = job.folders().lock()) {
        return lock.whileHeld(() -> run(job, lock));
      }
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (stop.reason().isEmpty()) {
        throw e;
      }
      return new Stopped(stop.reason().get(), 0, 0);
    }
  }

  /** Ends the run early, from any thread; {@link #run} then returns soon. */
  public void stop() {
    stop.request(StopReason.SIGNAL);
  }

  private EnrichResult run(CheckedJob checked, RunLock lock) {
    checked.folders().repair(lock);
    PlannedRun run = RunPlanner.plan(checked, spark);
    CheckedJob job = run.job();
    RunCommitter committer = new RunCommitter(run.target().folder(), lock);
    Optional<Publication> publication = Publication.of(run, spark);
    Optional<RunManifest> manifest = run.finished();
    if (manifest.isEmpty()) {
      if (run.target().replaced().isPresent() && run.target().plan().isEmpty()) {
        job.folders().discardNextsBut(run.target().folder(), lock);
      }
      double seconds = compute(run, committer);
      List<ChunkEntry> committed = committer.published();
      if (committed.size() < run.chunks()) {
        committer.leave();
        return incomplete(run, committed);
      }
      CompletionCheck.require(run, committed, spark.sparkContext().hadoopConfiguration());
      manifest = Optional.of(Manifests.of(run, committed, seconds, spark.version()));
      committer.finish(manifest.get(), report(run, manifest.get()));
    }
    ErrorLimit limit =
        new ErrorLimit(manifest.get().getRowsWritten(), job.config().run().maxErrorRatio());
    boolean success = !limit.isExceededBy(ErrorLimit.errors(manifest.get().getFiles()));
    committer.end(success);
    RunFolder folder = place(run, success, lock);
    RunManifest done =
        success && publication.isPresent()
            ? publication.get().publish(folder, manifest.get(), lock)
            : manifest.get();
    return new Complete(done, folder.path().toString(), success);
  }

  /** Gives the seconds that it took. */
  private double compute(PlannedRun run, RunCommitter committer) {
    long start = System.nanoTime();
    committer.begin(run.plan(), run.job().corpus().toRecord(), run.found(), run.damaged());
    new ChunkRunner(spark, models, progress, stop).run(run, committer);
    // What is left to do is not worth leaving it to the next start.
    stop.close();
    return (System.nanoTime() - start) / 1e9;
  }

  private String report(PlannedRun run, RunManifest manifest) {
    return RunReport.render(
        RunRows.of(spark, run.target().folder(), manifest.getFiles()), manifest);
  }

  private EnrichResult incomplete(PlannedRun run, List<ChunkEntry> committed) {
    if (stop.reason().isPresent()) {
      return new Stopped(stop.reason().get(), committed.size(), run.chunks());
    }
    long errors = ErrorLimit.errors(committed);
    double maxRatio = run.job().config().run().maxErrorRatio();
    if (!new ErrorLimit(run.plan().getDocuments(), maxRatio).isExceededBy(errors)) {
      throw new InsufficientResourcesException(
          "Cannot complete run %s: of its %s chunks, all of which were committed, only %s are in %s. Find out what changes files there, then start again."
              .formatted(
                  run.plan().getRunId(),
                  run.chunks(),
                  committed.size(),
                  run.target().folder().path()));
    }
    return new ErrorLimitExceeded(errors, run.plan().getDocuments(), maxRatio);
  }

  /** Puts a complete run where it belongs, and tells which folder is its own. */
  private static RunFolder place(PlannedRun run, boolean success, RunLock lock) {
    RunFolder folder = run.target().folder();
    // A run that was a success does not give way to one that is none.
    if (run.target().replaced().filter(old -> success || !old.isSuccess()).isEmpty()) {
      return folder;
    }
    run.job().folders().replace(folder, lock);
    return run.job().folders().current();
  }
}
