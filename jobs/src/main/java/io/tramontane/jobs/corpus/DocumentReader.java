package io.tramontane.jobs.corpus;

import io.tramontane.jobs.config.InputConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Reads documents out of one file after another. Travels to executors. */
interface DocumentReader extends Serializable {
  /** The reader of a corpus. */
  static DocumentReader of(InputConfig input) {
    return switch (input.format()) {
      case PARQUET -> new ParquetRecords(input.idColumn(), input.textColumn());
      case ORC -> new OrcRecords(input.idColumn(), input.textColumn());
      case JSONL -> new JsonLines(input.idColumn(), input.textColumn());
      case CSV -> new CsvRecords(input.idColumn(), input.textColumn(), input.csv());
      case TEXT -> new TextFiles();
    };
  }

  /** The documents of a file or of a part of it; rows of {@link io.tramontane.schema.Document}. */
  interface Documents extends Iterator<Row>, Closeable {
    /** Where the document stands that was given last. */
    RecordPlace place();
  }

  /**
   * Opens a slice.
   *
   * @throws io.tramontane.failure.InvalidInputException if the file is not of this reader's format
   */
  Documents open(FileSlice slice, InputOpener opener) throws IOException;

  /** Whether files may be read in slices, each with the records that begin in it. */
  boolean readsSlices();
}
