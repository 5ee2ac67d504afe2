package io.tramontane.udf.catalyst;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterator;

/**
 * A task's rows, each with the file that it comes from. {@code input_file_name} and its like give
 * the file that the task is reading, wherever they stand above; whoever reads rows ahead makes it
 * each row's own again by {@link File#makeCurrent}. For one thread.
 */
final class RowsOfFiles {
  private final Iterator<InternalRow> rows;
  private File reading = File.current();

  RowsOfFiles(Iterator<InternalRow> rows) {
    this.rows = rows;
  }

  /**
   * What Spark knows of the file that a task is reading.
   *
   * @param start of the part that the task reads, in bytes; -1 if no file is read
   * @param length of that part, in bytes
   */
  record File(UTF8String path, long start, long length) {
    private static File current() {
      return new File(
          InputFileBlockHolder.getInputFilePath(),
          InputFileBlockHolder.getStartOffset(),
          InputFileBlockHolder.getLength());
    }

    /** Makes it the one that the task seems to read. */
    void makeCurrent() {
      if (equals(current())) {
        return;
      }
      if (start < 0) {
        InputFileBlockHolder.unset();
      } else {
        InputFileBlockHolder.set(path.toString(), start, length);
      }
    }
  }

  boolean hasNext() {
    reading.makeCurrent();
    boolean more = rows.hasNext();
    reading = File.current();
    return more;
  }

  InternalRow next() {
    reading.makeCurrent();
    InternalRow row = rows.next();
    reading = File.current();
    return row;
  }

  /** The file of the row that came last. */
  File file() {
    return reading;
  }
}
