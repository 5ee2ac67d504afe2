package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files of Apache ORC. The two columns are found by their names in each file, whatever types they
 * have there; no other is looked at.
 *
 * @param idColumn the column that identifies a document: strings or whole numbers
 * @param textColumn the column with its text: strings or bytes
 */
record OrcRecords(String idColumn, String textColumn) implements DocumentReader {
  private static final long serialVersionUID = 1;

  @Override
  public boolean readsSlices() {
    return true;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) {
    try {
      Reader file =
          OrcFile.createReader(new Path(slice.path()), OrcFile.readerOptions(opener.settings()));
      try {
        return new Records(slice, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw ColumnarDocuments.failed(slice.path(), e);
    }
  }

  /** The stripes that begin in a slice. */
  private final class Records extends ColumnarDocuments {
    private final Reader file;
    private final int id;
    private final int text;
    private final RecordReader rows;
    private final VectorizedRowBatch batch;
    private int inBatch;
    private long firstOfBatch;
    private long rowNumber;

    Records(FileSlice slice, Reader file) throws IOException {
      super(slice);
      this.file = file;
      TypeDescription schema = file.getSchema();
      List<String> names = schema.getFieldNames() == null ? List.of() : schema.getFieldNames();
      this.id = ColumnarDocuments.column(idColumn, names, slice.path());
      this.text = ColumnarDocuments.column(textColumn, names, slice.path());
      TypeDescription idType = schema.getChildren().get(id);
      TypeDescription textType = schema.getChildren().get(text);
      if (!OrcValue.isIdentity(idType)) {
        throw wrongType(idColumn, idType.toString(), "a string or a whole number", slice.path());
      }
      if (!OrcValue.isText(textType)) {
        throw wrongType(textColumn, textType.toString(), "a string or bytes", slice.path());
      }
      boolean[] included = new boolean[schema.getMaximumId() + 1];
      included[schema.getId()] = true;
      included[idType.getId()] = true;
      included[textType.getId()] = true;
      this.rows = file.rows(file.options().range(slice.start(), slice.length()).include(included));
      this.batch = schema.createRowBatch();
      batch.size = 0;
    }

    @Override
    @Nullable Row read() throws IOException {
      if (inBatch == batch.size) {
        firstOfBatch = rows.getRowNumber();
        inBatch = 0;
        if (!rows.nextBatch(batch)) {
          return null;
        }
      }
      rowNumber = firstOfBatch + inBatch;
      Row document =
          DocumentRow.of(
              OrcValue.of(batch.cols[id], inBatch),
              OrcValue.of(batch.cols[text], inBatch),
              place(),
              idColumn);
      inBatch++;
      return document;
    }

    @Override
    long rowNumber() {
      return rowNumber;
    }

    @Override
    public void close() throws IOException {
      rows.close();
      file.close();
    }
  }
}
