package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A line now and then, for logs. */
public final class ProgressLines implements Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintStream log;
  private final LongSupplier nanoTime;
  private Pace pace;
  private long lastLine;
  private boolean told = true;

  public ProgressLines(PrintStream log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.pace = new Pace(0, 0, nanoTime);
  }

  @Override
  public void begin(long documents, long done) {
    pace = new Pace(documents, done, nanoTime);
    tell();
  }

  @Override
  public void committed(ChunkEntry chunk) {
    pace.add(chunk);
    told = false;
    if (nanoTime.getAsLong() - lastLine >= BETWEEN_LINES.toNanos()) {
      tell();
    }
  }

  @Override
  public void stopping(Duration grace) {
    log.println(Progress.stoppingMessage(grace));
  }

  @Override
  public void end() {
    if (!told) {
      tell();
    }
  }

  private void tell() {
    log.println(pace);
    lastLine = nanoTime.getAsLong();
    told = true;
  }
}
