package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a machine-readable line to the driver's log for each committed chunk, at level INFO of the
 * logger {@code io.tramontane.jobs.run}:
 *
 * <pre>
 * chunk committed: run=2026-11-01 attempt=1 chunk=17 rows=1000 reused=0 errors=2 tokens=84213 seconds=12.345 executor=3
 * </pre>
 *
 * <p>No value contains a space. Thread-safe.
 */
public final class ChunkLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.tramontane.jobs.run");

  private final String runId;
  private final int attempt;

  /**
   * For one start of a run.
   *
   * @param attempt the number of this start, from 1
   */
  public ChunkLog(String runId, int attempt) {
    this.runId = runId;
    this.attempt = attempt;
  }

  /** Writes the line of a committed chunk. */
  public void committed(ChunkEntry chunk) {
    LOG.info(
        "chunk committed: run={} attempt={} chunk={} rows={} reused={} errors={} tokens={} seconds={} executor={}",
        runId,
        attempt,
        chunk.getChunk(),
        chunk.getRows(),
        chunk.getRowsReused(),
        chunk.getErrors().values().stream().mapToLong(Long::longValue).sum(),
        chunk.getPromptTokens() + chunk.getCompletionTokens(),
        String.format(Locale.ROOT, "%.3f", chunk.getSeconds()),
        chunk.getExecutor());
  }
}
