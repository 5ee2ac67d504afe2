package io.tramontane.jobs.corpus;

import io.tramontane.jobs.config.InputConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Reads documents out of one file after another. Travels to executors. */
interface DocumentReader extends Serializable {
  /**
   * The reader of a corpus of files.
   *
   * @param kept what is carried along
   */
  static DocumentReader of(InputConfig input, KeptColumns kept) {
    return switch (input.format()) {
      case PARQUET -> new ParquetRecords(input.idColumn(), input.textColumn(), kept);
      case ORC -> new OrcRecords(input.idColumn(), input.textColumn(), kept);
      case JSONL -> new JsonLines(input.idColumn(), input.textColumn(), kept);
      case CSV -> new CsvRecords(input.idColumn(), input.textColumn(), kept, input.csv());
      case TEXT -> new TextFiles();
      case TABLE -> throw new IllegalArgumentException("A table is not read file by file.");
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
