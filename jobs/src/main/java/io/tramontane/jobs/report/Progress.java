package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.time.Duration;

/** Tells how far a run is. Called from one thread at a time. */
public interface Progress {
  /**
   * The run starts or goes on.
   *
   * @param documents how many there are in all
   * @param done how many of them former starts have committed
   */
  void begin(long documents, long done);

  /** One more chunk is committed. */
  void committed(ChunkEntry chunk);

  /** No more chunks begin; those in progress may go on for so long. From any thread. */
  void stopping(Duration grace);

  /** No more chunks follow, be it for good or ill. */
  void end();

  /** What {@link #stopping} says. */
  static String stoppingMessage(Duration grace) {
    return "Stopping: no more chunks begin, those in progress have %d s to end."
        .formatted(grace.toSeconds());
  }
}
