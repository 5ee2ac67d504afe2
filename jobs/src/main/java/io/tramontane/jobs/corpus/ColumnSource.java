package io.tramontane.jobs.corpus;

import static org.apache.spark.sql.functions.col;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.CsvDialect;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.PinnedTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads what stands beside the texts: columns of a corpus, or of another file about the same
 * documents. A record that cannot be read counts as one that is not there.
 *
 * @param path a file or folder of any file system that Spark reaches
 * @param format how it is stored
 * @param idColumn what identifies a document
 * @param csv how files of CSV are written
 * @param table where the columns are a table's
 */
public record ColumnSource(
    String path, InputFormat format, String idColumn, CsvDialect csv, Optional<TableCorpus> table) {
  /** The column of what {@link #read} gives that identifies the document. */
  public static final String ID = "doc_id";

  private static final int NAMED_IDS = 5;

  /**
   * Columns of a corpus.
   *
   * @param tables of it, at the versions to read
   */
  public static ColumnSource of(InputConfig corpus, List<PinnedTable> tables) {
    return new ColumnSource(
        corpus.path(),
        corpus.format(),
        corpus.idColumn(),
        corpus.csv(),
        corpus.format() == InputFormat.TABLE
            ? Optional.of(TableCorpus.of(corpus, tables))
            : Optional.empty());
  }

  /**
   * Finds out the format of a file by the ending of its name: {@code .parquet}, {@code .jsonl},
   * {@code .csv} or {@code .orc}.
   *
   * @param otherwise the format of what has another ending, such as a folder
   */
  public static InputFormat formatOf(String path, InputFormat otherwise) {
    return Stream.of(InputFormat.PARQUET, InputFormat.ORC, InputFormat.JSONL, InputFormat.CSV)
        .filter(format -> path.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElse(otherwise);
  }

  /**
   * One column, as text, by identity.
   *
   * @param column which
   * @param option the option that names it, for messages
   * @return rows of {@link #ID} and {@code column} under the name {@code as}, none of the two null,
   *     no identity twice
   * @throws InvalidInputException if there is no such file or column, the column has nothing in it,
   *     or two records have the same identity
   */
  public Dataset<Row> read(SparkSession spark, String column, String as, String option) {
    try {
      Dataset<Row> table =
          this.table.map(pinned -> pinned.table(spark)).orElseGet(() -> files(spark, column));
      requireColumn(table, idColumn, "Correct its path, or the run's tramontane.input.id-column");
      requireColumn(table, column, "Correct " + option);
      Dataset<Row> columns =
          table
              .select(named(idColumn).cast("string").as(ID), named(column).cast("string").as(as))
              .na()
              .drop();
      requireUnique(columns, column, option);
      return columns;
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      Optional<String> reason = UnreadableInput.reasonOf(e);
      if (reason.isPresent()) {
        throw new InvalidInputException(
            "Cannot read %s as %s: %s. Correct its path, or give it the ending of its format: .parquet, .orc, .jsonl or .csv."
                .formatted(path, format.name().toLowerCase(Locale.ROOT), reason.get()),
            e);
      }
      throw e;
    }
  }

  private CorpusFiles list(SparkSession spark) {
    try {
      CorpusFiles files = CorpusFiles.list(path, spark.sparkContext().hadoopConfiguration());
      files.requireNoTable(format);
      return files;
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "Cannot read %s: it does not exist. Correct its path.".formatted(path), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read %s: %s. Correct its path.".formatted(path, e.getMessage()), e);
    }
  }

  private Dataset<Row> files(SparkSession spark, String column) {
    CorpusFiles files = list(spark);
    DataFrameReader reader = spark.read().option("recursiveFileLookup", "true");
    return switch (format) {
      case PARQUET -> reader.parquet(files.literalPaths());
      case ORC -> reader.orc(files.literalPaths());
      // Every line has its own fields, so that a column which is not there is one of nulls.
      case JSONL -> reader.schema(type(idColumn, column)).json(files.literalPaths());
      case CSV -> csv(spark, column, files);
      case TABLE -> throw new IllegalArgumentException("A table is not read file by file.");
      case TEXT ->
          throw new InvalidInputException(
              "Cannot read column %s of %s: files of text have no columns. Give a file that has it with --gold."
                  .formatted(column, path));
    };
  }

  private Dataset<Row> csv(SparkSession spark, String column, CorpusFiles files) {
    CsvRecords reader = new CsvRecords(idColumn, column, KeptColumns.NONE, csv);
    FileDocuments.requireReadable(files, reader, spark.sparkContext().hadoopConfiguration());
    Dataset<Row> documents = FileDocuments.of(spark, files, reader);
    Column value = col("content").cast("string");
    return idColumn.equals(column)
        ? documents.select(value.as(column))
        : documents.select(col("doc_id").as(idColumn), value.as(column));
  }

  private static StructType type(String... columns) {
    StructType type = new StructType();
    for (String column : Arrays.stream(columns).distinct().toList()) {
      type = type.add(column, DataTypes.StringType);
    }
    return type;
  }

  private void requireColumn(Dataset<Row> table, String column, String remedy) {
    if (!List.of(table.columns()).contains(column)) {
      throw new InvalidInputException(
          "Cannot read %s: it has no column %s; its columns are %s. %s."
              .formatted(path, column, String.join(", ", table.columns()), remedy));
    }
  }

  private void requireUnique(Dataset<Row> columns, String column, String option) {
    if (columns.isEmpty()) {
      throw new InvalidInputException(
          "Cannot read column %s of %s: no record has both %s and %s. Correct %s."
              .formatted(column, path, idColumn, column, option));
    }
    List<String> repeated =
        columns
            .groupBy(ID)
            .count()
            .where("count > 1")
            .orderBy(ID)
            .limit(NAMED_IDS)
            .select(ID)
            .as(Encoders.STRING())
            .collectAsList();
    if (!repeated.isEmpty()) {
      throw new InvalidInputException(
          "Cannot read column %s of %s: records share an identity in %s, among them %s. Give each document one record."
              .formatted(column, path, idColumn, String.join(", ", repeated)));
    }
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }
}
