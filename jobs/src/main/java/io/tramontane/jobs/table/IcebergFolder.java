package io.tramontane.jobs.table;

import io.tramontane.schema.PinnedTable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of Iceberg by its folder, which needs no catalog. */
record IcebergFolder(SparkSession spark, String path) implements PinnedSource {
  @Override
  public List<PinnedTable> pin() {
    return List.of(Snapshots.ofIcebergFolder(spark, path));
  }

  @Override
  public Dataset<Row> read(List<PinnedTable> pins) {
    String snapshot = pins.get(0).getVersion();
    return Snapshots.EMPTY.equals(snapshot)
        ? spark.read().format(Snapshots.ICEBERG).load(path).where("false")
        : spark.read().format(Snapshots.ICEBERG).option("snapshot-id", snapshot).load(path);
  }
}
