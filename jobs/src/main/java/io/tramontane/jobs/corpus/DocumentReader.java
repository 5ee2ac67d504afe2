package io.tramontane.jobs.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Reads documents out of one file after another. Travels to executors. */
interface DocumentReader extends Serializable {
  /** The documents of a file or of a part of it; rows of {@link io.tramontane.schema.Document}. */
  interface Documents extends Iterator<Row>, Closeable {}

  /**
   * Opens a slice.
   *
   * @throws io.tramontane.failure.InvalidInputException if the file is not of this reader's format
   */
  Documents open(FileSlice slice, InputOpener opener) throws IOException;

  /** Whether files may be read in slices, each with the records that begin in it. */
  boolean readsSlices();
}
