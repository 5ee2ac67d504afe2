package io.tramontane.jobs.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.schema.Document;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a corpus as rows of {@link Document}: {@code doc_id}, {@code content} (the text's bytes as
 * stored) and {@code problem}.
 */
public final class CorpusSource {
  private final SparkSession spark;
  private final InputConfig input;
  private final CorpusFiles files;

  /**
   * @param files all that is read
   */
  public CorpusSource(SparkSession spark, InputConfig input, CorpusFiles files) {
    this.spark = spark;
    this.input = input;
    this.files = files;
  }

  /** Lists the files of a corpus, and reads them. */
  public static CorpusSource of(SparkSession spark, InputConfig input) {
    return new CorpusSource(
        spark, input, CorpusFiles.of(input, spark.sparkContext().hadoopConfiguration()));
  }

  /**
   * The documents, not yet read: only the columns are looked at.
   *
   * @throws InvalidInputException if a column is missing or of the wrong type
   */
  public Dataset<Row> read() {
    return UnreadableInput.explained(
        input,
        () ->
            switch (input.format()) {
              case PARQUET, ORC -> table();
              case JSONL -> documents(new JsonLines(input.idColumn(), input.textColumn()));
              case CSV -> csv(new CsvRecords(input.idColumn(), input.textColumn()));
              case TEXT -> textFiles();
            });
  }

  private Dataset<Row> documents(DocumentReader reader) {
    return FileDocuments.of(spark, files, reader);
  }

  private Dataset<Row> csv(CsvRecords reader) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    if (!files.files().isEmpty()) {
      FileDocuments.requireReadable(files, reader, configuration);
    }
    return documents(reader);
  }

  private Dataset<Row> textFiles() {
    if (!files.isFolder()) {
      throw new InvalidInputException(
          "Cannot read input %s as text: it is no folder. Give the folder of the texts."
              .formatted(input.path()));
    }
    return documents(new TextFiles());
  }

  private Dataset<Row> table() {
    if (files.files().isEmpty()) {
      return documents(new TextFiles());
    }
    Dataset<Row> table =
        spark
            .read()
            .format(input.format().name())
            // Folders like day=1 are folders: a column of that name would hide the file's own.
            .option("recursiveFileLookup", "true")
            .load(files.literalPaths());
    StructType schema = table.schema();
    requireColumn(input.idColumn(), schema);
    requireColumn(input.textColumn(), schema);
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
    return table.select(
        named(input.idColumn()).cast("string").as("doc_id"),
        // A cast to bytes keeps what is not UTF-8.
        named(input.textColumn()).cast("binary").as("content"),
        lit(null).cast("string").as("problem"));
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private void requireColumn(String column, StructType schema) {
    if (!List.of(schema.fieldNames()).contains(column)) {
      throw new InvalidInputException(
          "Cannot read input %s: it has no column %s; its columns are %s. Correct tramontane.input.id-column or text-column."
              .formatted(input.path(), column, String.join(", ", schema.fieldNames())));
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
