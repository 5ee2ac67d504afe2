package io.tramontane.jobs.run;

import io.tramontane.schema.ChunkEntry;
import java.util.List;

/**
 * How many rows of a run may be errors.
 *
 * @param documents how many rows the run has in all
 * @param maxRatio the share of them that may be, in 0 to 1
 */
record ErrorLimit(long documents, double maxRatio) {
  /** Whether so many errors are too many, whatever else comes. */
  boolean isExceededBy(long errors) {
    return errors > 0 && (double) errors / documents > maxRatio;
  }

  /** How many rows of these chunks are errors. */
  static long errors(List<ChunkEntry> chunks) {
    return chunks.stream().mapToLong(ErrorLimit::errors).sum();
  }

  static long errors(ChunkEntry chunk) {
    return chunk.getErrors().values().stream().mapToLong(Long::longValue).sum();
  }
}
