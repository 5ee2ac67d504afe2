package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
class ChunkPartitionsTest {
  private static final int CHUNKS = 7;

  private final Dataset<Row> rows =
      TestSpark.session()
          .range(100)
          .withColumn("chunk", pmod(col("id"), lit(CHUNKS - 1)).cast("int"));

  @Test
  void partitionIHoldsTheRowsOfChunkI() {
    for (Dataset<Row> placed :
        List.of(
            ChunkPartitions.of(rows, "chunk", CHUNKS),
            ChunkPartitions.throughObjects(rows, "chunk", CHUNKS))) {
      List<List<Row>> partitions = placed.toJavaRDD().glom().collect();

      assertThat(partitions).hasSize(CHUNKS);
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        int expected = chunk;
        assertThat(partitions.get(chunk)).allMatch(row -> row.getInt(1) == expected);
      }
      assertThat(partitions.get(CHUNKS - 1)).isEmpty();
      assertThat(partitions.stream().mapToInt(List::size).sum()).isEqualTo(100);
    }
  }
}
