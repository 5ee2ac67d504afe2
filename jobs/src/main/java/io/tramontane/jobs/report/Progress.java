package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.time.Duration;

/** Reports the progress of a run. Called from one thread at a time. */
public interface Progress {
  /**
   * The run starts or resumes.
   *
   * @param documents how many there are in total
   * @param done how many of them earlier starts have committed
   */
  void begin(long documents, long done);

  /** One more chunk is committed. */
  void committed(ChunkEntry chunk);

  /**
   * The run is stopping: no more chunks are started. Called from any thread.
   *
   * @param grace how long chunks in progress may still take
   */
  void stopping(Duration grace);

  /** No more chunks follow: the run is complete, or it failed. */
  void end();

  /** The message of {@link #stopping}. */
  static String stoppingMessage(Duration grace) {
    return "Stopping: no more chunks begin, those in progress have %s s to end."
        .formatted(grace.toSeconds());
  }
}
