package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.sql.Row;

/** Files that are a document each, under their names below the corpus's folder. */
record TextFiles() implements DocumentReader {
  private static final long serialVersionUID = 1;

  /** About the longest array of Java. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 64L;

  @Override
  public boolean readsSlices() {
    return false;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) throws IOException {
    return new One(
        document(slice, opener), new RecordPlace(slice.file().name(), "text", "byte", 0));
  }

  private static Row document(FileSlice slice, InputOpener opener) throws IOException {
    if (slice.length() > MAX_BYTES) {
      return DocumentRow.unreadable(
          slice.file().name(),
          "the file has more than %s bytes".formatted(MAX_BYTES),
          DocumentRow.NOTHING);
    }
    try (FSDataInputStream stream = opener.open(slice.path())) {
      byte[] content = new byte[(int) slice.length()];
      stream.readFully(content);
      return DocumentRow.of(slice.file().name(), content, DocumentRow.NOTHING);
    }
  }

  /** A single document, read to its end. */
  private static final class One implements Documents {
    private final Iterator<Row> document;
    private final RecordPlace place;

    One(Row document, RecordPlace place) {
      this.document = List.of(document).iterator();
      this.place = place;
    }

    @Override
    public RecordPlace place() {
      return place;
    }

    @Override
    public boolean hasNext() {
      return document.hasNext();
    }

    @Override
    public Row next() {
      return document.next();
    }

    @Override
    public void close() {}
  }
}
