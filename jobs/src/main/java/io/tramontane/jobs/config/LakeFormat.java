package io.tramontane.jobs.config;

/** A format of tables that keeps their versions. */
public enum LakeFormat {
  /** Delta Lake. */
  DELTA,
  /** Apache Iceberg. */
  ICEBERG
}
