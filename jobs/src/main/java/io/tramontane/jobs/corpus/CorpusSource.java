package io.tramontane.jobs.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.Document;
import io.tramontane.schema.SparkSchemas;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a corpus as rows of {@link Document}: {@code doc_id}, {@code content} (the text's bytes as
 * stored) and {@code problem}.
 */
public final class CorpusSource {
  private static final StructType TYPE = SparkSchemas.of(Document.getClassSchema());
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final Column NO_PROBLEM = lit(null).cast("string");

  private static final String CORRUPT = "_corrupt_record";

  private final SparkSession spark;
  private final InputConfig input;

  public CorpusSource(SparkSession spark, InputConfig input) {
    this.spark = spark;
    this.input = input;
  }

  /**
   * The documents, not yet read: only the path and the columns are looked at.
   *
   * @throws InvalidInputException if the path does not exist, or a column is missing or of the
   *     wrong type
   */
  public Dataset<Row> read() {
    Path root = existing();
    return UnreadableInput.explained(
        input,
        () ->
            switch (input.format()) {
              case PARQUET -> columns(spark.read().parquet(input.path()));
              case ORC -> columns(spark.read().orc(input.path()));
              case JSONL -> jsonLines();
              case CSV -> csv();
              case TEXT -> textFiles(root);
            });
  }

  private Path existing() {
    Path path = new Path(input.path());
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!files.exists(path)) {
        throw new InvalidInputException(
            "Cannot read input %s: it does not exist. Correct tramontane.input.path."
                .formatted(input.path()));
      }
      if (input.format() == InputFormat.TEXT && !files.getFileStatus(path).isDirectory()) {
        throw new InvalidInputException(
            "Cannot read input %s as text: it is no folder. Give the folder of the texts."
                .formatted(input.path()));
      }
      return files.makeQualified(path);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read input %s: %s. Correct tramontane.input.path."
              .formatted(input.path(), e.getMessage()),
          e);
    }
  }

  private Dataset<Row> columns(Dataset<Row> table) {
    StructType schema = table.schema();
    List<String> names = Arrays.asList(schema.fieldNames());
    requireColumn(input.idColumn(), names);
    requireColumn(input.textColumn(), names);
    requireType(
        input.idColumn(),
        schema.apply(input.idColumn()).dataType(),
        type -> type instanceof StringType || type instanceof IntegralType,
        "a string or a whole number");
    requireType(
        input.textColumn(),
        schema.apply(input.textColumn()).dataType(),
        type -> type instanceof StringType || type instanceof BinaryType,
        "a string or bytes");
    return documents(
        table,
        named(input.idColumn()).cast("string"),
        // A cast to bytes keeps what is not UTF-8.
        named(input.textColumn()).cast("binary"),
        NO_PROBLEM);
  }

  private Dataset<Row> jsonLines() {
    String id = input.idColumn();
    String text = input.textColumn();
    MapFunction<byte[], Row> parse = line -> JsonLine.document(line, id, text);
    return spark
        .read()
        .option("lineSep", "\n")
        .text(input.path())
        .where(col("value").rlike("\\S"))
        .select(col("value").cast("binary"))
        .as(Encoders.BINARY())
        .map(parse, Encoders.row(TYPE));
  }

  /**
   * CSV is read as ISO 8859-1, where every byte is one character, and turned back into the same
   * bytes; read as UTF-8, Spark would replace what is invalid.
   */
  private Dataset<Row> csv() {
    String[] header = csvReader().load(input.path()).columns();
    List<String> names =
        Arrays.stream(header)
            .map(name -> new String(name.getBytes(ISO_8859_1), UTF_8).replace(BYTE_ORDER_MARK, ""))
            .toList();
    requireColumn(input.idColumn(), names);
    requireColumn(input.textColumn(), names);
    StructType type = new StructType();
    for (String name : header) {
      type = type.add(name, DataTypes.StringType);
    }
    return documents(
        csvReader()
            .schema(type.add(CORRUPT, DataTypes.StringType))
            .option("columnNameOfCorruptRecord", CORRUPT)
            .load(input.path()),
        encode(named(header[names.indexOf(input.idColumn())]), "ISO-8859-1").cast("string"),
        encode(named(header[names.indexOf(input.textColumn())]), "ISO-8859-1"),
        when(
            named(CORRUPT).isNotNull(),
            lit("the record has not as many values as the header has names")));
  }

  private DataFrameReader csvReader() {
    return spark
        .read()
        .format("csv")
        .option("header", "true")
        .option("encoding", "ISO-8859-1")
        .option("multiLine", "true")
        .option("escape", "\"")
        // Every file must have the header's columns in its order.
        .option("enforceSchema", "false");
  }

  private Dataset<Row> textFiles(Path root) {
    String prefix = root + Path.SEPARATOR;
    return documents(
            spark
                .read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(input.path()),
            substring(col("path"), lit(prefix.length() + 1), lit(Integer.MAX_VALUE)),
            col("content"),
            NO_PROBLEM)
        .union(emptyFiles(prefix));
  }

  /** Spark leaves files without a byte out of every read; here each is a document. */
  private Dataset<Row> emptyFiles(String prefix) {
    List<Row> empty =
        CorpusFiles.of(input, spark.sparkContext().hadoopConfiguration()).files().stream()
            .filter(file -> file.getBytes() == 0)
            .map(file -> file.getPath().substring(prefix.length()))
            .map(name -> RowFactory.create(name, new byte[0], null))
            .toList();
    return spark.createDataFrame(empty, TYPE);
  }

  private static Dataset<Row> documents(
      Dataset<Row> table, Column id, Column content, Column problem) {
    return table.select(
        id.as(TYPE.fields()[0].name()),
        when(problem.isNull(), content).as(TYPE.fields()[1].name()),
        problem.as(TYPE.fields()[2].name()));
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private void requireColumn(String column, List<String> names) {
    if (!names.contains(column)) {
      // Where a header line is missing, a document stands in its place.
      String found =
          input.format() == InputFormat.CSV
              ? "the first line has %d other names".formatted(names.size())
              : "its columns are " + String.join(", ", names);
      throw new InvalidInputException(
          "Cannot read input %s: it has no column %s; %s. Correct tramontane.input.id-column or text-column."
              .formatted(input.path(), column, found));
    }
  }

  private void requireType(
      String column, DataType type, Predicate<DataType> valid, String expected) {
    if (!valid.test(type)) {
      throw new InvalidInputException(
          "Cannot read input %s: its column %s is of type %s. It must be %s."
              .formatted(input.path(), column, type.simpleString(), expected));
    }
  }
}
