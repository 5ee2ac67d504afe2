package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Puts rows into the partition of their chunk. */
final class ChunkPartitions {
  private ChunkPartitions() {}

  /**
   * Partition i of what this gives holds the rows of chunk i.
   *
   * @param chunk the column with the chunk's number, an int from 0 to {@code chunks - 1}
   */
  static Dataset<Row> of(Dataset<Row> rows, String chunk, int chunks) {
    // Spark 4.0 has no such method; there rows are turned into objects and back, which takes
    // longer.
    return rows.sparkSession().version().startsWith("4.0.")
        ? throughObjects(rows, chunk, chunks)
        : rows.repartitionById(chunks, col(chunk));
  }

  static Dataset<Row> throughObjects(Dataset<Row> rows, String chunk, int chunks) {
    int place = rows.schema().fieldIndex(chunk);
    JavaRDD<Row> placed =
        rows.toJavaRDD()
            .mapToPair(row -> new Tuple2<>(row.getInt(place), row))
            .partitionBy(new ByNumber(chunks))
            .values();
    return rows.sparkSession().createDataFrame(placed, rows.schema());
  }

  /** Keys are the numbers of their partitions. */
  private static final class ByNumber extends Partitioner {
    private final int count;

    ByNumber(int count) {
      this.count = count;
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }
}
