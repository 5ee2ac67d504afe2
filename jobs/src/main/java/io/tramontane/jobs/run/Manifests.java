package io.tramontane.jobs.run;

import io.tramontane.jobs.plan.Fingerprint;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.version.SoftwareVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

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
      PlannedRun run, List<ChunkEntry> chunks, double seconds, String sparkVersion) {
    Set<Integer> resumed = run.done();
    List<ChunkEntry> computed =
        chunks.stream().filter(chunk -> !resumed.contains(chunk.getChunk())).toList();
    return RunManifest.newBuilder()
        .setRunId(run.plan().getRunId())
        .setFingerprint(run.plan().getFingerprint())
        .setFingerprintParts(Fingerprint.masked(run.plan().getFingerprintParts()))
        .setAttempt(run.plan().getAttempt())
        .setDocumentsRead(run.plan().getDocuments())
        .setFilesHidden(run.job().corpus().hidden())
        .setInputTables(run.job().corpus().toRecord().getTables())
        .setDocumentsUnique(sum(chunks, ChunkEntry::getUnique))
        .setRowsWritten(sum(chunks, ChunkEntry::getRows))
        .setRowsReused(sum(chunks, ChunkEntry::getRowsReused))
        .setRowsTruncated(sum(chunks, ChunkEntry::getRowsTruncated))
        .setErrors(errors(chunks))
        .setPromptTokens(sum(chunks, ChunkEntry::getPromptTokens))
        .setCompletionTokens(sum(chunks, ChunkEntry::getCompletionTokens))
        .setSeconds(seconds)
        .setTokensPerSecond(sum(computed, Manifests::tokens) / seconds)
        .setExecutors(executors(computed))
        .setChunks(run.chunks())
        .setChunksResumed(resumed.size())
        .setConfiguration(run.job().config().rendered())
        .setVersions(versions(sparkVersion))
        .setFiles(chunks)
        .build();
  }

  /** Tokens a second of each executor, from the start of its first chunk to the end of its last. */
  private static Map<String, Double> executors(List<ChunkEntry> chunks) {
    Map<String, List<ChunkEntry>> byExecutor =
        chunks.stream().collect(Collectors.groupingBy(ChunkEntry::getExecutor));
    Map<String, Double> executors = new TreeMap<>();
    byExecutor.forEach((executor, its) -> executors.put(executor, tokensPerSecond(its)));
    return executors;
  }

  private static double tokensPerSecond(List<ChunkEntry> chunks) {
    double begin =
        chunks.stream().mapToDouble(chunk -> chunk.getStarted() / 1e3).min().orElseThrow();
    double end =
        chunks.stream()
            .mapToDouble(chunk -> chunk.getStarted() / 1e3 + chunk.getSeconds())
            .max()
            .orElseThrow();
    return sum(chunks, Manifests::tokens) / (end - begin);
  }

  static long tokens(ChunkEntry chunk) {
    return chunk.getPromptTokens() + chunk.getCompletionTokens();
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
