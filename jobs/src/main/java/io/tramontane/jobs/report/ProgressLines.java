package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows progress as a line every ten seconds or so, for logs. */
public final class ProgressLines implements Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintStream log;
  private final LongSupplier nanoTime;
  private Pace pace;
  private long lastLine;
  private boolean upToDate = true;

  public ProgressLines(PrintStream log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    this.pace = new Pace(0, 0, nanoTime);
  }

  @Override
  public void begin(long documents, long done) {
    pace = new Pace(documents, done, nanoTime);
    print();
  }

  @Override
  public void committed(ChunkEntry chunk) {
    pace.add(chunk);
    upToDate = false;
    if (nanoTime.getAsLong() - lastLine >= BETWEEN_LINES.toNanos()) {
      print();
    }
  }

  @Override
  public void stopping(Duration grace) {
    log.println(Progress.stoppingMessage(grace));
  }

  @Override
  public void end() {
    if (!upToDate) {
      print();
    }
  }

  private void print() {
    log.println(pace);
    lastLine = nanoTime.getAsLong();
    upToDate = true;
  }
}
