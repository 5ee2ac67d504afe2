package io.tramontane.jobs.plan;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.schema.RunPlan;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fixes what a run will do. */
public final class RunPlanner {
  private RunPlanner() {}

  /**
   * Reads the corpus once and plans the run, or takes up the plan that it was started with. Writes
   * nothing.
   *
   * @throws InvalidInputException if identities are missing or shared, or if the run was started
   *     over another corpus
   */
  public static PlannedRun plan(CheckedJob job) {
    Dataset<Row> documents = ChunkedCorpus.hashed(job.corpus());
    Census census = Census.take(documents, job.config().input());
    Optional<RunPlan> earlier = job.folder().plan();
    if (earlier.isEmpty()) {
      Census.requireUniqueIds(documents, job.config().input());
      return new PlannedRun(fresh(job, census), List.of(), Optional.empty());
    }
    requireSameCorpus(job, earlier.get(), census);
    return new PlannedRun(
        earlier.get(),
        job.folder().committed(earlier.get().getFingerprint()),
        job.folder().manifest());
  }

  private static RunPlan fresh(CheckedJob job, Census census) {
    return RunPlan.newBuilder()
        .setRunId(job.config().run().id())
        .setFingerprint(job.fingerprint().digest())
        .setFingerprintParts(job.fingerprint().parts())
        .setDocuments(census.documents())
        .setCorpusDigest(census.digest())
        .setChunks(chunks(census.documents(), job.config().run().chunkDocuments()))
        .build();
  }

  private static int chunks(long documents, int chunkDocuments) {
    long chunks = Math.max(1, (documents + chunkDocuments - 1) / chunkDocuments);
    if (chunks > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "Cannot cut %d documents into chunks of %d: they are more than %d. Raise tramontane.run.chunk-documents."
              .formatted(documents, chunkDocuments, Integer.MAX_VALUE));
    }
    return (int) chunks;
  }

  private static void requireSameCorpus(CheckedJob job, RunPlan earlier, Census census) {
    if (!census.digest().equals(earlier.getCorpusDigest())
        || census.documents() != earlier.getDocuments()) {
      throw new InvalidInputException(
          "Cannot go on with run %s in %s: the documents of %s have changed since it was started; there are %d, before %d. Restore them, or give another tramontane.run.id."
              .formatted(
                  earlier.getRunId(),
                  job.folder().path(),
                  job.config().input().path(),
                  census.documents(),
                  earlier.getDocuments()));
    }
  }
}
