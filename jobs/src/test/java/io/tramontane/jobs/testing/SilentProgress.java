package io.tramontane.jobs.testing;

import io.tramontane.jobs.report.Progress;
import io.tramontane.schema.ChunkEntry;
import java.time.Duration;

/** Tells nobody. */
public class SilentProgress implements Progress {
  @Override
  public void begin(long documents, long done) {}

  @Override
  public void committed(ChunkEntry chunk) {}

  @Override
  public void stopping(Duration grace) {}

  @Override
  public void end() {}
}
