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
  TEXT,
  /** A table of a catalog, or at a path, or a query. */
  TABLE;

  /** Whether files of this format say which columns they have, and of which types. */
  public boolean isColumnar() {
    return this == PARQUET || this == ORC;
  }
}
