package io.tramontane.jobs.cli;

import io.tramontane.jobs.report.Progress;
import io.tramontane.jobs.report.ProgressBar;
import io.tramontane.jobs.report.ProgressLines;

/** Where progress is shown: on standard error, so that standard output holds results only. */
final class Terminal {
  /** Set by {@code scripts/tramontane}, since Java 17 cannot tell a terminal from a file. */
  private static final String VARIABLE = "TRAMONTANE_TERMINAL";

  private Terminal() {}

  static Progress progress() {
    return "true".equals(System.getenv(VARIABLE))
        ? new ProgressBar(System.err, System::nanoTime)
        : new ProgressLines(System.err, System::nanoTime);
  }
}
