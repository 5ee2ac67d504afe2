package io.tramontane.jobs.table;

import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.LakeFormat;
import io.tramontane.schema.PinnedTable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables that are read at versions which were found out before. */
public interface PinnedSource {
  /**
   * What a job's input names.
   *
   * @param input of a table
   */
  static PinnedSource of(InputConfig input, SparkSession spark) {
    if (input.table().format() == LakeFormat.ICEBERG) {
      return IcebergFolder.of(spark, input.path());
    }
    return PinnedQuery.of(spark, query(input));
  }

  private static String query(InputConfig input) {
    if (input.table().sql() != null) {
      return input.table().sql();
    }
    TableName name =
        input.table().format() == LakeFormat.DELTA
            ? new TableName(List.of("delta", input.path()))
            : TableName.parse(input.path(), "tramontane.input.path");
    return "SELECT * FROM " + name;
  }

  /** The tables at their present versions. */
  List<PinnedTable> pin();

  /**
   * The rows of these versions, not yet read.
   *
   * @throws io.tramontane.failure.InvalidInputException if a table is none of these, or another
   *     than it was
   */
  Dataset<Row> read(List<PinnedTable> pins);
}
