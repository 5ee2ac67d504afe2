package io.tramontane.jobs.plan;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.RunConfig;
import io.tramontane.jobs.sink.Ledger;
import io.tramontane.jobs.sink.PartFileScan;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.RunPlan;
import io.tramontane.schema.SparkSchemas;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fixes what a run will do. Writes nothing. */
public final class RunPlanner {
  private static final int MAX_CHUNKS = 1_000_000;

  private RunPlanner() {}

  /**
   * Reads the corpus to plan the run, or takes up the plan that it was started with.
   *
   * @throws InvalidInputException if identities are missing or shared, or if another run is in the
   *     way
   */
  public static PlannedRun plan(CheckedJob checked, SparkSession spark) {
    CheckedJob job = TableVersions.pin(checked, spark);
    RunTarget target = RunTarget.of(job);
    return target.plan().isPresent()
        ? begun(job, spark, target, target.plan().get())
        : new PlannedRun(
            job,
            target,
            fresh(job, spark, target),
            target.folder().ledger(),
            Set.of(),
            Optional.empty());
  }

  /** The documents to compute, with the answers to take over. */
  public static Dataset<Row> pending(PlannedRun run, SparkSession spark) {
    CheckedJob job = run.job();
    return ChunkedCorpus.pending(
        job.corpus().read(spark),
        SparkSchemas.of(RowSchema.of(job.config().task())),
        EarlierAnswers.of(job, run.target(), spark),
        run.chunks(),
        run.done());
  }

  private static PlannedRun begun(
      CheckedJob job, SparkSession spark, RunTarget target, RunPlan plan) {
    RunFolder folder = target.folder();
    Ledger found = folder.ledger();
    Set<Integer> damaged = PartFileScan.of(spark, folder, found.published()).damagedChunks();
    return new PlannedRun(job, target, plan, found, damaged, folder.manifest());
  }

  private static RunPlan fresh(CheckedJob job, SparkSession spark, RunTarget target) {
    try (DocumentSizes documents =
        DocumentSizes.of(job.corpus().read(spark), job.maxDocumentTokens())) {
      Census census = Census.take(documents, job.config().input());
      requireDocuments(census, job);
      census.requireUniqueIds(documents, job.corpus());
      int chunks = chunks(census.tokens(), job.config().run());
      return plan(job, target, census.documents(), documents.chunks(chunks));
    }
  }

  private static RunPlan plan(
      CheckedJob job, RunTarget target, long documents, DocumentSizes.Chunks chunks) {
    return RunPlan.newBuilder()
        .setRunId(job.config().run().id())
        .setFingerprint(job.fingerprint().digest())
        .setFingerprintParts(Fingerprint.masked(job.fingerprint().parts()))
        .setAttempt(target.attempt())
        .setDocuments(documents)
        .setInputDigest(InputDigest.of(job.corpus()))
        .setInputSettings(RunTarget.inputSettings(job))
        .setChunkTokens(chunks.tokens())
        .setChunkDigests(chunks.digests())
        .setToken(UUID.randomUUID().toString())
        .build();
  }

  private static void requireDocuments(Census census, CheckedJob job) {
    InputConfig input = job.config().input();
    if (census.documents() == 0 && !input.allowEmpty()) {
      throw new InvalidInputException(
          "Cannot use input %s: there is no document %s. Correct tramontane.input, or set tramontane.input.allow-empty = true."
              .formatted(input.path(), job.corpus().extent()));
    }
  }

  private static int chunks(long tokens, RunConfig run) {
    long chunks = Math.max(1, (tokens + run.chunkTokens() - 1) / run.chunkTokens());
    if (chunks > MAX_CHUNKS) {
      throw new InvalidInputException(
          "Cannot cut %s tokens into chunks of %s: they are more than %s chunks. Raise tramontane.run.chunk-tokens."
              .formatted(tokens, run.chunkTokens(), MAX_CHUNKS));
    }
    return (int) chunks;
  }
}
