package io.tramontane.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.schema.Document;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.SparkSchemas;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ChunkedCorpusTest {
  private static final int CHUNKS = 7;
  private static final StructType ROW = SparkSchemas.of(Enrichment.getClassSchema());

  @Test
  void partitionIHoldsChunkIOfTheHashesInOrder() {
    List<List<Row>> partitions = partitions(corpus(200), CHUNKS, Set.of());

    assertThat(partitions).hasSize(CHUNKS);
    assertThat(partitions.stream().mapToInt(List::size).sum()).isEqualTo(200);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      List<Row> rows = partitions.get(chunk);
      assertThat(rows).isNotEmpty();
      for (Row row : rows) {
        BigInteger leading = new BigInteger(hash(row).substring(0, 15), 16);
        assertThat(leading.mod(BigInteger.valueOf(CHUNKS))).isEqualTo(BigInteger.valueOf(chunk));
      }
      assertThat(rows)
          .isSortedAccordingTo(
              Comparator.comparing(ChunkedCorpusTest::hash)
                  .thenComparing(row -> row.<String>getAs("doc_id")));
    }
  }

  @Test
  void chunksThatAreDoneAreEmptyAndTheOthersUnchanged() {
    List<List<Row>> all = partitions(corpus(200), CHUNKS, Set.of());
    List<List<Row>> some = partitions(corpus(200), CHUNKS, Set.of(0, 3));

    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      List<Row> expected = Set.of(0, 3).contains(chunk) ? List.of() : all.get(chunk);
      assertThat(ids(some.get(chunk))).isEqualTo(ids(expected));
    }
  }

  @Test
  void thePartitionsAreThereEvenWithoutDocuments() {
    assertThat(partitions(corpus(0), CHUNKS, Set.of())).hasSize(CHUNKS);
    assertThat(partitions(corpus(3), 1, Set.of(0))).hasSize(1);
  }

  @Test
  void theOrderOfTheCorpusDoesNotMatter() {
    List<List<Row>> one = partitions(corpus(100), CHUNKS, Set.of());
    List<List<Row>> other =
        partitions(corpus(100).orderBy("content").repartition(5), CHUNKS, Set.of());

    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      assertThat(ids(other.get(chunk))).isEqualTo(ids(one.get(chunk)));
    }
  }

  /** Every fourth document has no content; every third of the others the same. */
  private static Dataset<Row> corpus(int documents) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      byte[] text = (i % 3 == 0 ? "same" : "text " + i).getBytes(StandardCharsets.UTF_8);
      rows.add(RowFactory.create("d" + i, i % 4 == 0 ? null : text, null, new byte[][] {}));
    }
    // Through an RDD: like files, and unlike a local list, it is not known to be empty beforehand.
    SparkSession spark = TestSpark.session();
    return spark.createDataFrame(
        new JavaSparkContext(spark.sparkContext()).parallelize(rows),
        SparkSchemas.of(Document.getClassSchema()));
  }

  private static List<List<Row>> partitions(Dataset<Row> corpus, int chunks, Set<Integer> done) {
    JavaRDD<Row> pending =
        ChunkedCorpus.pending(corpus, ROW, Optional.empty(), chunks, done).toJavaRDD();
    List<Row>[] partitions = pending.collectPartitions(IntStream.range(0, chunks).toArray());
    assertThat(pending.getNumPartitions()).isEqualTo(chunks);
    return List.of(partitions);
  }

  private static String hash(Row row) {
    return row.getAs(ChunkedCorpus.CONTENT_HASH);
  }

  private static List<String> ids(List<Row> rows) {
    return rows.stream().map(row -> row.<String>getAs("doc_id")).toList();
  }
}
