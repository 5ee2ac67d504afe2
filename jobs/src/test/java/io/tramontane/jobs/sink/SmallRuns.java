package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.RunPlan;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Plans and entries of runs whose chunks hold a row each. */
final class SmallRuns {
  private SmallRuns() {}

  static RunPlan plan(String fingerprint, int chunks, String token) {
    return new RunPlan(
        "r1",
        fingerprint,
        new TreeMap<>(),
        1,
        10L,
        "x",
        new TreeMap<>(),
        Collections.nCopies(chunks, 55L),
        List.of(),
        token);
  }

  static LedgerEntry entry(String attempt, int chunk, long bytes, String fingerprint) {
    return LedgerEntry.newBuilder()
        .setAttempt(attempt)
        .setChunk(
            ChunkEntry.newBuilder()
                .setChunk(chunk)
                .setFile(RunFolder.partName(chunk))
                .setSha256("")
                .setBytes(bytes)
                .setFingerprint(fingerprint)
                .setRows(1)
                .setRowsReused(0)
                .setRowsTruncated(0)
                .setUnique(1)
                .setErrors(new TreeMap<>())
                .setPromptTokens(0)
                .setCompletionTokens(0)
                .setExecutor("driver")
                .setStarted(0)
                .setSeconds(0)
                .build())
        .build();
  }
}
