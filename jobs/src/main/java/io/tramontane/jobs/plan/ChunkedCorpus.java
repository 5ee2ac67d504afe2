package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Spreads documents over chunks by the hash of their content, so that equal documents meet and
 * every start of a run finds the same chunks.
 */
public final class ChunkedCorpus {
  /** The column with the SHA-256 of the content in hex. */
  public static final String CONTENT_HASH = "content_hash";

  /**
   * The column with the answer that an earlier run has given to this content, one of its rows.
   * Where it is not null the row holds no document.
   */
  public static final String EARLIER = "earlier";

  /**
   * The column with a number that follows from a document's identity, its content, and what is
   * carried along of it: the same in every reading of it. Those of a chunk's documents are combined
   * by exclusive or, in any order.
   */
  public static final String DIGEST = "digest";

  /** What stands for the hash where there is no content. */
  static final String NO_CONTENT = "0".repeat(64);

  /** The column with the number of a document's chunk. */
  static final String CHUNK = "chunk";

  private static final int HASH_DIGITS = 15;

  private ChunkedCorpus() {}

  /** The corpus with {@link #CONTENT_HASH} and {@link #DIGEST}. */
  public static Dataset<Row> hashed(Dataset<Row> corpus) {
    return corpus
        .withColumn(CONTENT_HASH, coalesce(sha2(col("content"), 256), lit(NO_CONTENT)))
        .withColumn(DIGEST, xxhash64(col("doc_id"), col(CONTENT_HASH), col("kept")));
  }

  /**
   * The documents of the chunks that are not done, each with what earlier runs have answered in
   * front of it. Partition i holds chunk i, sorted by content hash and identity: equal documents
   * are neighbours, and the order is always the same.
   *
   * @param corpus rows of {@link io.tramontane.schema.Document}
   * @param rowType the type of the run's result rows
   * @param earlier rows of that type that {@link EarlierAnswers} found
   * @param chunks how many there are
   * @param done chunks to leave empty
   */
  public static Dataset<Row> pending(
      Dataset<Row> corpus,
      StructType rowType,
      Optional<Dataset<Row>> earlier,
      int chunks,
      Collection<Integer> done) {
    Dataset<Row> documents = hashed(corpus).withColumn(EARLIER, lit(null).cast(rowType));
    Dataset<Row> pending =
        earlier
            .map(rows -> documents.union(asRowsOf(documents, rows)))
            .orElse(documents)
            .withColumn(CHUNK, chunkOf(col(CONTENT_HASH), chunks))
            .where(not(col(CHUNK).isInCollection(done)));
    return ChunkPartitions.of(pending, CHUNK, chunks)
        // No identity, as answers have none, comes first.
        .sortWithinPartitions(CONTENT_HASH, "doc_id");
  }

  private static Dataset<Row> asRowsOf(Dataset<Row> documents, Dataset<Row> earlier) {
    Column[] columns =
        Stream.of(documents.columns())
            .map(
                name ->
                    switch (name) {
                      case CONTENT_HASH -> col(CONTENT_HASH);
                      case EARLIER -> struct(col("*")).as(EARLIER);
                      default -> lit(null).cast(documents.schema().apply(name).dataType()).as(name);
                    })
            .toArray(Column[]::new);
    return earlier.select(columns);
  }

  /** The number of a chunk: the leading 60 bits of the hash modulo the number of chunks. */
  static Column chunkOf(Column hash, int chunks) {
    Column leading = conv(hash.substr(1, HASH_DIGITS), 16, 10).cast("bigint");
    return pmod(leading, lit((long) chunks)).cast("int");
  }
}
