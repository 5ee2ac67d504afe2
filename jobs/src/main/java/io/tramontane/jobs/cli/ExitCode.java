package io.tramontane.jobs.cli;

/** How a command ended. */
final class ExitCode {
  /** Everything is committed, or sound. */
  static final int OK = 0;

  /** It failed. */
  static final int FAILED = 1;

  /** What the user gave is wrong; nothing has been written. */
  static final int INVALID_INPUT = 2;

  /** Everything is committed, but more rows are errors than allowed. */
  static final int TOO_MANY_ERRORS = 3;

  /** A signal stopped it before the end; the same command goes on. */
  static final int STOPPED = 4;

  private ExitCode() {}
}
