package io.tramontane.jobs.table;

import static java.util.stream.Collectors.joining;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.PublishConfig;
import io.tramontane.schema.PinnedTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table of Delta Lake or Iceberg that finished runs are published into: a row for each document,
 * the last that was published. Each run is one commit, which bears the run's mark, so that whoever
 * publishes it again finds that it is there.
 */
public final class PublishedTable {
  /** What Delta Lake keeps with a commit. */
  private static final String DELTA_MARK = "spark.databricks.delta.commitInfo.userMetadata";

  /** What Iceberg keeps with a snapshot, under this name. */
  private static final String ICEBERG_MARK = "tramontane-run";

  private static final String ICEBERG_MARKS = "spark.sql.iceberg.snapshot-property.";
  private static final String ROWS = "tramontane_rows";

  private final SparkSession spark;
  private final PublishConfig config;
  private final TableName name;
  private final String format;

  private PublishedTable(SparkSession spark, PublishConfig config, TableName name, String format) {
    this.spark = spark;
    this.config = config;
    this.name = name;
    this.format = format;
  }

  /**
   * Opens the table, and makes it where it is not there: empty, so that what is wrong with its name
   * is known before anything is computed.
   *
   * @param rows the type of the rows that will be published
   * @throws InvalidInputException if it is there and has not the columns, or is of another format,
   *     or is not there and cannot be made
   */
  public static PublishedTable open(SparkSession spark, PublishConfig config, StructType rows) {
    TableName name = TableName.parse(config.name(), "tramontane.output.table");
    try {
      if (!exists(spark, name)) {
        make(spark, config, name, rows);
      }
      String format = Snapshots.format(spark, name);
      if (!List.of(Snapshots.DELTA, Snapshots.ICEBERG).contains(format)) {
        throw new InvalidInputException(
            "Cannot publish into table %s: it is of format %s. Give a table of Delta Lake or Iceberg."
                .formatted(config.name(), format));
      }
      requireColumns(spark.table(name.toString()).schema(), rows, config.name());
      return new PublishedTable(spark, config, name, format);
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (e instanceof SparkThrowable) {
        throw new InvalidInputException(
            "Cannot publish into table %s: %s. Correct tramontane.output.table, or the settings of its catalog."
                .formatted(config.name(), message(e)),
            e);
      }
      throw e;
    }
  }

  /** By asking for it: a table that is named by its folder is in no catalog. */
  private static boolean exists(SparkSession spark, TableName name) {
    try {
      Dataset<Row> unused = spark.table(name.toString());
      return true;
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      return false;
    }
  }

  private static void make(
      SparkSession spark, PublishConfig config, TableName name, StructType rows) {
    if (config.format() == null) {
      throw new InvalidInputException(
          "Cannot publish into table %s: there is none. Make it, or set tramontane.output.table-format = delta or iceberg to have it made."
              .formatted(config.name()));
    }
    String partitions =
        config.partitionBy().isEmpty()
            ? ""
            : " PARTITIONED BY (%s)".formatted(names(config.partitionBy().stream()));
    spark.sql(
        "CREATE TABLE %s (%s) USING %s%s"
            .formatted(
                name,
                Arrays.stream(rows.fields())
                    .map(field -> quoted(field.name()) + " " + field.dataType().sql())
                    .collect(joining(", ")),
                config.format().name().toLowerCase(Locale.ROOT),
                partitions));
  }

  private static void requireColumns(StructType table, StructType rows, String name) {
    String missing =
        Arrays.stream(rows.fields())
            .filter(field -> !hasColumn(table, field))
            .map(field -> field.name() + " " + field.dataType().sql())
            .collect(joining(", "));
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "Cannot publish into table %s: it has not the columns %s. Add them with ALTER TABLE, or give another tramontane.output.table."
              .formatted(name, missing));
    }
  }

  private static boolean hasColumn(StructType table, StructField column) {
    return Arrays.stream(table.fields())
        .filter(field -> field.name().equalsIgnoreCase(column.name()))
        .anyMatch(
            field ->
                field.dataType().asNullable().sql().equals(column.dataType().asNullable().sql()));
  }

  /** Its name, as it may be told. */
  public String name() {
    return Secrets.mask(config.name());
  }

  /**
   * Publishes a run, if that is not done: each of its rows takes the place of the one that the
   * table has of its document; the others stay. An error row takes an answer's place only where the
   * configuration says so.
   *
   * @param mark says which run it is, and is that of no other
   * @return the version of the table with which the run came into it
   * @throws InsufficientResourcesException if others write to the table at the same time
   */
  public PinnedTable publish(Dataset<Row> rows, String mark) {
    Optional<String> before = version(mark);
    if (before.isEmpty()) {
      merge(rows, mark);
    }
    // Of a run without rows there may be no commit.
    String version =
        before.or(() -> version(mark)).orElseGet(() -> Snapshots.of(spark, name).getVersion());
    return PinnedTable.newBuilder(Snapshots.of(spark, name))
        .setName(name())
        .setVersion(version)
        .build();
  }

  private Optional<String> version(String mark) {
    Dataset<Row> commits =
        format.equals(Snapshots.DELTA)
            ? spark.sql("DESCRIBE HISTORY " + name).selectExpr("version", "userMetadata AS mark")
            : spark
                .table(name + ".snapshots")
                .selectExpr("snapshot_id", "summary['%s'] AS mark".formatted(ICEBERG_MARK));
    return commits.collectAsList().stream()
        .filter(commit -> mark.equals(commit.getString(1)))
        .map(commit -> Long.toString(commit.getLong(0)))
        .findFirst();
  }

  private void merge(Dataset<Row> rows, String mark) {
    String key = format.equals(Snapshots.DELTA) ? DELTA_MARK : ICEBERG_MARKS + ICEBERG_MARK;
    rows.createOrReplaceTempView(ROWS);
    spark.conf().set(key, mark);
    try {
      spark.sql(statement(rows.columns())).collectAsList();
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      throw new InsufficientResourcesException(
          "Cannot publish into table %s: %s. The run itself is complete; start again to publish it."
              .formatted(config.name(), message(e)),
          e);
    } finally {
      spark.conf().unset(key);
      spark.catalog().dropTempView(ROWS);
    }
  }

  private String statement(String[] columns) {
    String unlessError =
        config.replaceByErrors() ? "" : " AND (s.error IS NULL OR t.error IS NOT NULL)";
    return """
        MERGE INTO %s t USING %s s ON t.doc_id = s.doc_id
        WHEN MATCHED%s THEN UPDATE SET %s
        WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)
        """
        .formatted(
            name,
            ROWS,
            unlessError,
            Stream.of(columns)
                .map(column -> "t.%1$s = s.%1$s".formatted(quoted(column)))
                .collect(joining(", ")),
            names(Stream.of(columns)),
            Stream.of(columns).map(column -> "s." + quoted(column)).collect(joining(", ")));
  }

  private static String names(Stream<String> columns) {
    return columns.map(PublishedTable::quoted).collect(joining(", "));
  }

  private static String quoted(String column) {
    return new TableName(List.of(column)).toString();
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }
}
