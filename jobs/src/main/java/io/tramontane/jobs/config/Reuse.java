package io.tramontane.jobs.config;

/** Whether answers that earlier runs have given are taken over. */
public enum Reuse {
  /** Every document is computed. */
  NONE,
  /** A document whose content has a good row of the same fingerprint in another run is not. */
  PREVIOUS_RUNS
}
