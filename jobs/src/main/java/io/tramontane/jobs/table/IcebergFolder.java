package io.tramontane.jobs.table;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of Iceberg by its folder, which needs no catalog. */
record IcebergFolder(SparkSession spark, String path) implements PinnedSource {
  /** The catalog through which Iceberg reads folders. */
  private static final String CATALOG = "spark.sql.catalog.default_iceberg";

  /** A table by its folder, whose metadata lie there. */
  static IcebergFolder of(SparkSession spark, String path) {
    if (!spark.conf().contains(CATALOG)) {
      // Iceberg's own default asks for the classes of Hive.
      spark.conf().set(CATALOG, "org.apache.iceberg.spark.SparkCatalog");
      spark.conf().set(CATALOG + ".type", "hadoop");
      spark.conf().set(CATALOG + ".warehouse", path);
      spark.conf().set(CATALOG + ".cache-enabled", "false");
    }
    return new IcebergFolder(spark, path);
  }

  @Override
  public List<PinnedTable> pin() {
    return List.of(Snapshots.ofIcebergFolder(spark, path));
  }

  @Override
  public Dataset<Row> read(List<PinnedTable> pins) {
    if (pins.size() != 1 || !pins.get(0).getFormat().equals(Snapshots.ICEBERG)) {
      throw new InvalidInputException(
          "Cannot read the table of Iceberg in %s: the run was planned over another. Give the run's own tramontane.input."
              .formatted(path));
    }
    String snapshot = pins.get(0).getVersion();
    return Snapshots.EMPTY.equals(snapshot)
        ? spark.read().format(Snapshots.ICEBERG).load(path).where("false")
        : spark.read().format(Snapshots.ICEBERG).option("versionAsOf", snapshot).load(path);
  }
}
