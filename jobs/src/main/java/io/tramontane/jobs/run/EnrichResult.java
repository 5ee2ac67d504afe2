package io.tramontane.jobs.run;

import io.tramontane.schema.RunManifest;

/** How a start ended. */
public sealed interface EnrichResult {
  /**
   * Every chunk of the run is committed.
   *
   * @param manifest its figures
   * @param folder where its rows are
   * @param success whether no more rows are errors than allowed
   */
  record Complete(RunManifest manifest, String folder, boolean success) implements EnrichResult {}

  /**
   * It ended early; the same command goes on.
   *
   * @param reason why
   * @param chunksDone how many chunks are committed
   * @param chunks how many there are; 0 where the run was not planned yet
   */
  record Stopped(StopReason reason, int chunksDone, int chunks) implements EnrichResult {}

  /**
   * It ended early, since so many rows are errors already that the run cannot succeed.
   *
   * @param errors error rows so far
   * @param documents how many the run has in all
   * @param maxErrorRatio what is allowed
   */
  record ErrorLimitExceeded(long errors, long documents, double maxErrorRatio)
      implements EnrichResult {}
}
