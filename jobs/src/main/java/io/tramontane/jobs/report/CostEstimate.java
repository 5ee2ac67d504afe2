package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import java.time.Duration;
import java.util.Locale;

/**
 * What is left of a run, if it goes as an earlier one of the same task and model went: as fast, and
 * with answers and rows of the same lengths.
 *
 * @param earlier which read tokens
 * @param tokens to read
 * @param documents whose rows are to be written
 */
public record CostEstimate(RunManifest earlier, double tokens, double documents) {
  /** How long it takes. */
  Duration time() {
    double written = (double) earlier.getCompletionTokens() / earlier.getPromptTokens();
    return Duration.ofSeconds(Math.round(tokens * (1 + written) / earlier.getTokensPerSecond()));
  }

  /** What its part files take on disk, in bytes. */
  long bytes() {
    long bytes = earlier.getFiles().stream().mapToLong(ChunkEntry::getBytes).sum();
    return Math.round(documents * bytes / Math.max(1, earlier.getRowsWritten()));
  }

  /** The condition of both. */
  String condition() {
    int executors = earlier.getExecutors().size();
    return String.format(
        Locale.ROOT,
        "%,.1f tokens/s on %d %s, as in run %s",
        earlier.getTokensPerSecond(),
        executors,
        executors == 1 ? "executor" : "executors",
        earlier.getRunId());
  }
}
