package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows progress as a bar that is redrawn on one line of a terminal. */
public final class ProgressBar implements Progress {
  private static final int CELLS = 30;

  private final PrintStream terminal;
  private final LongSupplier nanoTime;
  private Pace pace;

  public ProgressBar(PrintStream terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.pace = new Pace(0, 0, nanoTime);
  }

  @Override
  public void begin(long documents, long done) {
    pace = new Pace(documents, done, nanoTime);
    draw();
  }

  @Override
  public void committed(ChunkEntry chunk) {
    pace.add(chunk);
    draw();
  }

  @Override
  public void stopping(Duration grace) {
    terminal.println();
    terminal.println(Progress.stoppingMessage(grace));
  }

  @Override
  public void end() {
    terminal.println();
  }

  private void draw() {
    int full = (int) (pace.share() * CELLS);
    // Return to the first column; after the bar, clear what is left of a longer line.
    terminal.print("\r[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + pace + "\u001B[K");
    terminal.flush();
  }
}
