package io.tramontane.jobs.run;

import io.tramontane.jobs.plan.CheckedJob;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Adds up chunks to a run. */
final class Manifests {
  private Manifests() {}

  /**
   * The manifest of a run.
   *
   * @param chunks every chunk's entry
   * @param seconds how long this start took
   */
  static RunManifest of(
      CheckedJob job,
      PlannedRun run,
      List<ChunkEntry> chunks,
      double seconds,
      String sparkVersion) {
    Set<Integer> resumed = run.done();
    long tokens =
        sum(
            chunks.stream().filter(chunk -> !resumed.contains(chunk.getChunk())).toList(),
            chunk -> chunk.getPromptTokens() + chunk.getCompletionTokens());
    return RunManifest.newBuilder()
        .setRunId(run.plan().getRunId())
        .setFingerprint(run.plan().getFingerprint())
        .setFingerprintParts(new TreeMap<>(run.plan().getFingerprintParts()))
        .setDocumentsRead(run.plan().getDocuments())
        .setDocumentsUnique(sum(chunks, ChunkEntry::getUnique))
        .setRowsWritten(sum(chunks, ChunkEntry::getRows))
        .setRowsTruncated(sum(chunks, ChunkEntry::getRowsTruncated))
        .setErrors(errors(chunks))
        .setPromptTokens(sum(chunks, ChunkEntry::getPromptTokens))
        .setCompletionTokens(sum(chunks, ChunkEntry::getCompletionTokens))
        .setSeconds(seconds)
        .setTokensPerSecond(tokens / seconds)
        .setChunks(run.plan().getChunks())
        .setChunksResumed(resumed.size())
        .setConfiguration(job.config().rendered())
        .setVersions(versions(sparkVersion))
        .setFiles(chunks)
        .build();
  }

  /** The share of rows that are errors, in 0 to 1; 0 where there are no rows. */
  static double errorRatio(RunManifest manifest) {
    long errors = manifest.getErrors().values().stream().mapToLong(Long::longValue).sum();
    return errors == 0 ? 0 : (double) errors / manifest.getRowsWritten();
  }

  /** Error rows by kind, over all chunks. */
  static Map<String, Long> errors(List<ChunkEntry> chunks) {
    Map<String, Long> errors = new TreeMap<>();
    chunks.forEach(
        chunk -> chunk.getErrors().forEach((kind, count) -> errors.merge(kind, count, Long::sum)));
    return errors;
  }

  static long sum(List<ChunkEntry> chunks, ToLongFunction<ChunkEntry> figure) {
    return chunks.stream().mapToLong(figure).sum();
  }

  private static Map<String, String> versions(String sparkVersion) {
    return new TreeMap<>(
        Map.of(
            "java", Runtime.version().toString(),
            "spark", sparkVersion,
            "tramontane", SoftwareVersion.get()));
  }
}
