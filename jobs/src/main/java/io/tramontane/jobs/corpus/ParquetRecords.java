package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.corpus.KeptColumns.KeptColumn;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files of Apache Parquet. The columns are found by their names in each file, whatever types they
 * have there; no other is looked at. Pages with a checksum are checked.
 *
 * <p>Spark's own reader wants to know the types of all columns, tells names apart by their case or
 * not as its settings say, and takes the columns of one file for those of all.
 *
 * @param idColumn the column that identifies a document: strings or whole numbers
 * @param textColumn the column with its text: strings or bytes
 * @param kept the columns that are carried along
 */
record ParquetRecords(String idColumn, String textColumn, KeptColumns kept)
    implements DocumentReader {
  private static final long serialVersionUID = 1;

  /**
   * These columns, with the types that they have in a file.
   *
   * @throws InvalidInputException if the file cannot be read, or has them not, or not of such types
   */
  static KeptColumns kept(List<String> names, String path, InputOpener opener) {
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), opener.settings()))) {
      MessageType schema = file.getFileMetaData().getSchema();
      return new KeptColumns(names.stream().map(name -> kept(schema, name, path)).toList());
    } catch (IOException | RuntimeException e) {
      throw ColumnarDocuments.failed(path, e);
    }
  }

  private static KeptColumn kept(MessageType file, String name, String path) {
    Type column = column(file, name, path);
    return new KeptColumn(
        name,
        ParquetType.kept(column)
            .orElseThrow(
                () -> ColumnarDocuments.notKept(name, ParquetType.describe(column), path)));
  }

  private static Type column(MessageType file, String name, String path) {
    List<String> names = file.getFields().stream().map(Type::getName).toList();
    return file.getType(ColumnarDocuments.column(name, names, path));
  }

  @Override
  public boolean readsSlices() {
    return true;
  }

  @Override
  public Documents open(FileSlice slice, InputOpener opener) {
    return new Records(slice, opener.settings());
  }

  /** The row groups whose middle is in a slice. */
  private final class Records extends ColumnarDocuments {
    private final FileSlice slice;
    private final Configuration settings;
    private @Nullable ParquetReader<Values> reader;
    private long rowNumber;

    Records(FileSlice slice, Configuration settings) {
      super(slice);
      this.slice = slice;
      this.settings = settings;
    }

    @Override
    @Nullable Row read() throws IOException {
      ParquetReader<Values> open = reader == null ? openReader() : reader;
      reader = open;
      Values values = open.read();
      if (values == null) {
        return null;
      }
      rowNumber = open.getCurrentRowIndex();
      return DocumentRow.of(
          values.of(idColumn), values.of(textColumn), values.kept(), place(), idColumn);
    }

    @Override
    long rowNumber() {
      return rowNumber;
    }

    private ParquetReader<Values> openReader() throws IOException {
      return ParquetReader.builder(new Columns(slice.path()), new Path(slice.path()))
          .withConf(settings)
          .withFileRange(slice.start(), slice.start() + slice.length())
          .usePageChecksumVerification()
          .build();
    }

    @Override
    public void close() throws IOException {
      if (reader != null) {
        reader.close();
      }
    }
  }

  /** Finds the columns in a file's schema. */
  private final class Columns extends ReadSupport<Values> {
    private final String path;

    Columns(String path) {
      this.path = path;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      require(file, idColumn, ParquetType::isIdentity, "a string or a whole number");
      require(file, textColumn, ParquetType::isText, "a string or bytes");
      for (KeptColumn column : kept.columns()) {
        ColumnarDocuments.requireSame(column, ParquetRecords.kept(file, column.name(), path), path);
      }
      return new ReadContext(
          new MessageType(
              file.getName(),
              kept.readWith(idColumn, textColumn).stream()
                  .map(name -> column(file, name, path))
                  .toList()));
    }

    private void require(MessageType file, String name, Predicate<Type> fits, String expected) {
      Type type = column(file, name, path);
      if (!fits.test(type)) {
        throw ColumnarDocuments.wrongType(name, ParquetType.describe(type), expected, path);
      }
    }

    // Parquet calls the method that this is deprecated for, which calls this one.
    @SuppressWarnings("deprecation")
    @Override
    public RecordMaterializer<Values> prepareForRead(
        Configuration settings,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      return new Values(
          context.getRequestedSchema().getFields().stream().map(ParquetValue::of).toList());
    }
  }

  /** The values of one row after another. */
  private final class Values extends RecordMaterializer<Values> {
    private final List<String> names = kept.readWith(idColumn, textColumn);
    private final int[] keptColumns = kept.names().stream().mapToInt(names::indexOf).toArray();
    private final List<ParquetValue> values;

    private final GroupConverter row =
        new GroupConverter() {
          @Override
          public Converter getConverter(int column) {
            return values.get(column);
          }

          @Override
          public void start() {
            values.forEach(ParquetValue::clear);
          }

          @Override
          public void end() {}
        };

    Values(List<ParquetValue> values) {
      this.values = values;
    }

    byte @Nullable [] of(String column) {
      return values.get(names.indexOf(column)).value();
    }

    byte[][] kept() {
      byte[][] kept = new byte[keptColumns.length][];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = values.get(keptColumns[i]).value();
      }
      return kept;
    }

    @Override
    public Values getCurrentRecord() {
      return this;
    }

    @Override
    public GroupConverter getRootConverter() {
      return row;
    }
  }
}
