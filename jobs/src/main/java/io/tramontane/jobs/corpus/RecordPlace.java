package io.tramontane.jobs.corpus;

/**
 * Where a record stands.
 *
 * @param file the file's name below the corpus's folder
 * @param record what it is, such as a line
 * @param unit what {@code position} counts
 * @param position where it begins
 */
record RecordPlace(String file, String record, String unit, long position) {
  /** A line by its first byte, from 0; of a compressed file, the first of what is compressed. */
  static RecordPlace ofLine(String file, long offset) {
    return new RecordPlace(file, "line", "byte", offset);
  }

  /** A record by its first line, from 1. */
  static RecordPlace ofRecord(String file, long line) {
    return new RecordPlace(file, "record", "line", line);
  }

  /** A row of a columnar file by its number, from 0. */
  static RecordPlace ofRow(String file, long row) {
    return new RecordPlace(file, "record", "row", row);
  }

  /** The identity of what is so damaged that it has none of its own. */
  String identity() {
    return "%s#%s=%s".formatted(file, unit, position);
  }

  @Override
  public String toString() {
    return "the %s at %s %s of %s".formatted(record, unit, position, file);
  }
}
