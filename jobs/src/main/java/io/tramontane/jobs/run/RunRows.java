package io.tramontane.jobs.run;

import io.tramontane.jobs.corpus.LiteralPath;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.SparkSchemas;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A run's rows, as they are read. */
public final class RunRows {
  private RunRows() {}

  /**
   * The rows of these chunks, not yet read: with the columns that are in their files, also those of
   * tasks and releases that this one does not know. Where there are no files, with the columns that
   * all rows have.
   */
  public static Dataset<Row> of(SparkSession spark, RunFolder run, List<ChunkEntry> chunks) {
    String[] files =
        chunks.stream()
            .map(chunk -> LiteralPath.of(run.part(chunk).toString()))
            .toArray(String[]::new);
    return files.length == 0
        ? spark.createDataFrame(List.of(), SparkSchemas.of(Enrichment.getClassSchema()))
        : spark.read().parquet(files);
  }
}
