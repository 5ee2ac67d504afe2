package io.tramontane.jobs.table;

import static org.apache.spark.sql.functions.col;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds out which version a table has now. */
final class Snapshots {
  /** The version of a table of Iceberg into which nothing was ever written. */
  static final String EMPTY = "empty";

  static final String DELTA = "delta";
  private static final String FILES = "files";
  static final String ICEBERG = "iceberg";

  private Snapshots() {}

  /**
   * The present version of what a name stands for: of a table that keeps its versions; of anything
   * else without one.
   *
   * @throws InvalidInputException if there is no such table
   */
  static PinnedTable of(SparkSession spark, TableName name) {
    String format = format(spark, name);
    return switch (format) {
      case DELTA -> delta(spark, name);
      case ICEBERG -> iceberg(name.toString(), spark.table(qualified(spark, name) + ".refs"));
      default -> PinnedTable.newBuilder().setName(name.toString()).setFormat(format).build();
    };
  }

  private static TableName qualified(SparkSession spark, TableName name) {
    return name.parts().size() > 1
        ? name
        : new TableName(
            List.of(
                spark.catalog().currentCatalog(),
                spark.catalog().currentDatabase(),
                name.parts().get(0)));
  }

  /** The present version of the table of Iceberg in a folder. */
  static PinnedTable ofIcebergFolder(SparkSession spark, String path) {
    return iceberg(path, spark.read().format(ICEBERG).load(path + "#refs"));
  }

  /** What kind of table it is: {@code delta}, {@code iceberg}, another provider's, or a view. */
  static String format(SparkSession spark, TableName name) {
    List<Row> details = details(spark, name);
    return last(details, "Provider").or(() -> last(details, "Type")).orElse(FILES);
  }

  /** Columns come first, and may be called so too. */
  private static Optional<String> last(List<Row> details, String name) {
    return details.stream()
        .filter(row -> row.getString(0).equals(name) && !row.isNullAt(1))
        .map(row -> row.getString(1).toLowerCase(Locale.ROOT))
        .reduce((before, after) -> after);
  }

  private static List<Row> details(SparkSession spark, TableName name) {
    try {
      return spark
          .sql("DESCRIBE TABLE EXTENDED " + name)
          .where(col("col_name").isin("Provider", "Type"))
          .collectAsList();
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      // A format and a folder of files it reads, but does not describe.
      Dataset<Row> unused = spark.table(name.toString());
      return List.of();
    }
  }

  private static PinnedTable delta(SparkSession spark, TableName name) {
    Row last = spark.sql("DESCRIBE HISTORY %s LIMIT 1".formatted(name)).head();
    long version = last.getLong(last.fieldIndex("version"));
    return new PinnedTable(name.toString(), DELTA, deltaId(spark, name), Long.toString(version));
  }

  /** By which a table is told from another that has come in its place. */
  static String deltaId(SparkSession spark, TableName name) {
    return spark.sql("DESCRIBE DETAIL " + name).head().getAs("id");
  }

  private static PinnedTable iceberg(String name, Dataset<Row> references) {
    List<Row> main = references.where("name = 'main'").select("snapshot_id").collectAsList();
    // Numbers of snapshots are drawn at random, so that no other table has the same.
    return new PinnedTable(
        name, ICEBERG, "", main.isEmpty() ? EMPTY : String.valueOf(main.get(0).getLong(0)));
  }
}
