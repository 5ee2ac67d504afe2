package io.tramontane.jobs.corpus;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Files of Apache Parquet. The two columns are found by their names in each file, whatever types
 * they have there; no other is looked at. Pages with a checksum are checked.
 *
 * <p>Spark's own reader wants to know the types of all columns, tells names apart by their case or
 * not as its settings say, and takes the columns of one file for those of all.
 *
 * @param idColumn the column that identifies a document: strings or whole numbers
 * @param textColumn the column with its text: strings or bytes
 */
record ParquetRecords(String idColumn, String textColumn) implements DocumentReader {
  private static final long serialVersionUID = 1;

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
      return DocumentRow.of(values.id.value(), values.text.value(), place(), idColumn);
    }

    @Override
    long rowNumber() {
      return rowNumber;
    }

    private ParquetReader<Values> openReader() throws IOException {
      return ParquetReader.builder(new TwoColumns(slice.path()), new Path(slice.path()))
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
  private final class TwoColumns extends ReadSupport<Values> {
    private final String path;

    TwoColumns(String path) {
      this.path = path;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      List<String> names = file.getFields().stream().map(Type::getName).toList();
      List<Type> columns =
          Stream.of(idColumn, textColumn)
              .distinct()
              .map(name -> file.getType(ColumnarDocuments.column(name, names, path)))
              .toList();
      return new ReadContext(new MessageType(file.getName(), columns));
    }

    // Parquet calls the method that this is deprecated for, which calls this one.
    @SuppressWarnings("deprecation")
    @Override
    public RecordMaterializer<Values> prepareForRead(
        Configuration settings,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      MessageType columns = context.getRequestedSchema();
      ParquetValue id =
          require(
              ParquetValue.identity(columns.getType(0)),
              columns.getType(0),
              "a string or a whole number");
      Type last = columns.getType(columns.getFieldCount() - 1);
      ParquetValue text = require(ParquetValue.text(last), last, "a string or bytes");
      return new Values(id, columns.getFieldCount() == 1 ? id : text);
    }

    private ParquetValue require(Optional<ParquetValue> value, Type type, String expected) {
      return value.orElseThrow(
          () ->
              ColumnarDocuments.wrongType(
                  type.getName(), ParquetValue.describe(type), expected, path));
    }
  }

  /** The values of one row after another. */
  private static final class Values extends RecordMaterializer<Values> {
    private final ParquetValue id;
    private final ParquetValue text;

    private final GroupConverter row =
        new GroupConverter() {
          @Override
          public Converter getConverter(int column) {
            return column == 0 ? id : text;
          }

          @Override
          public void start() {
            id.clear();
            text.clear();
          }

          @Override
          public void end() {}
        };

    Values(ParquetValue id, ParquetValue text) {
      this.id = id;
      this.text = text;
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
