package io.tramontane.jobs.run;

/** Why a run ends early. */
public enum StopReason {
  /** A signal has come. */
  SIGNAL,
  /** The deadline has come. */
  DEADLINE
}
