package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.corpus.KeptColumns.KeptColumn;
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
 * Files of Apache ORC. The columns are found by their names in each file, whatever types they have
 * there; no other is looked at.
 *
 * @param idColumn the column that identifies a document: strings or whole numbers
 * @param textColumn the column with its text: strings or bytes
 * @param kept the columns that are carried along
 */
record OrcRecords(String idColumn, String textColumn, KeptColumns kept) implements DocumentReader {
  private static final long serialVersionUID = 1;

  /**
   * These columns, with the types that they have in a file.
   *
   * @throws InvalidInputException if the file cannot be read, or has them not, or not of such types
   */
  static KeptColumns kept(List<String> names, String path, InputOpener opener) {
    try (Reader file = reader(path, opener)) {
      TypeDescription schema = file.getSchema();
      return new KeptColumns(names.stream().map(name -> kept(schema, name, path)).toList());
    } catch (IOException | RuntimeException e) {
      throw ColumnarDocuments.failed(path, e);
    }
  }

  private static KeptColumn kept(TypeDescription file, String name, String path) {
    TypeDescription column = file.getChildren().get(indexOf(file, name, path));
    return new KeptColumn(
        name,
        OrcValue.kept(column)
            .orElseThrow(() -> ColumnarDocuments.notKept(name, column.toString(), path)));
  }

  private static int indexOf(TypeDescription file, String name, String path) {
    List<String> names = file.getFieldNames() == null ? List.of() : file.getFieldNames();
    return ColumnarDocuments.column(name, names, path);
  }

  private static Reader reader(String path, InputOpener opener) throws IOException {
    return OrcFile.createReader(
        new Path(path), OrcFile.readerOptions(opener.settings()).useUTCTimestamp(true));
  }

  @Override
  public boolean readsSlices() {
    return true;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) {
    try {
      Reader file = reader(slice.path(), opener);
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
    private final List<TypeDescription> types;
    private final int id;
    private final int text;
    private final int[] keptColumns;
    private final RecordReader rows;
    private final VectorizedRowBatch batch;
    private int inBatch;
    private long firstOfBatch;
    private long rowNumber;

    Records(FileSlice slice, Reader file) throws IOException {
      super(slice);
      this.file = file;
      TypeDescription schema = file.getSchema();
      this.types = schema.getChildren() == null ? List.of() : schema.getChildren();
      this.id = indexOf(schema, idColumn, slice.path());
      this.text = indexOf(schema, textColumn, slice.path());
      this.keptColumns = new int[kept.columns().size()];
      for (int i = 0; i < keptColumns.length; i++) {
        KeptColumn column = kept.columns().get(i);
        ColumnarDocuments.requireSame(
            column, OrcRecords.kept(schema, column.name(), slice.path()), slice.path());
        keptColumns[i] = indexOf(schema, column.name(), slice.path());
      }
      TypeDescription idType = types.get(id);
      TypeDescription textType = types.get(text);
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
      for (int column : keptColumns) {
        included[types.get(column).getId()] = true;
      }
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
      Row document = DocumentRow.of(value(id), value(text), keptValues(), place(), idColumn);
      inBatch++;
      return document;
    }

    private byte @Nullable [] value(int column) {
      return OrcValue.of(types.get(column), batch.cols[column], inBatch);
    }

    private byte[][] keptValues() {
      byte[][] values = new byte[keptColumns.length][];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(keptColumns[i]);
      }
      return values;
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
