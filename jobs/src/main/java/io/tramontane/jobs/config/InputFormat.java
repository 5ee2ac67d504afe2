package io.tramontane.jobs.config;

/** How the corpus is stored. */
public enum InputFormat {
  /** Apache Parquet. */
  PARQUET,
  /** Apache ORC. */
  ORC,
  /** A JSON object on each line. */
  JSONL,
  /** RFC 4180, with a header line. */
  CSV,
  /** A folder of files, each a document. */
  TEXT
}
