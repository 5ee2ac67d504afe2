package io.tramontane.jobs.config;

/** What becomes of a document that is too long. */
public enum Truncation {
  /** Its beginning is kept. */
  HEAD,
  /** Its beginning and its end are kept. */
  HEAD_AND_TAIL,
  /** It becomes an error row. */
  NONE
}
