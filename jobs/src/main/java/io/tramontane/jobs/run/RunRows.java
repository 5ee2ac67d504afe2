package io.tramontane.jobs.run;

import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.SparkSchemas;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A run's rows, as they are read. */
public final class RunRows {
  private RunRows() {}

  /** The rows of these chunks, under the schema of {@link Enrichment}; not yet read. */
  public static Dataset<Row> of(SparkSession spark, RunFolder run, List<ChunkEntry> chunks) {
    StructType type = SparkSchemas.of(Enrichment.getClassSchema());
    String[] files =
        chunks.stream().map(chunk -> run.path() + "/" + chunk.getFile()).toArray(String[]::new);
    return files.length == 0
        ? spark.createDataFrame(List.of(), type)
        : spark.read().schema(type).parquet(files);
  }
}
