package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;

import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spreads documents over chunks by the hash of their content, so that equal documents meet and
 * every start of a run finds the same chunks.
 */
public final class ChunkedCorpus {
  /** The column with the SHA-256 of the content in hex. */
  public static final String CONTENT_HASH = "content_hash";

  /** What stands for the hash where there is no content. */
  static final String NO_CONTENT = "0".repeat(64);

  private static final String CHUNK = "chunk";
  private static final int HASH_DIGITS = 15;

  private ChunkedCorpus() {}

  /** The corpus with {@link #CONTENT_HASH}. */
  static Dataset<Row> hashed(Dataset<Row> corpus) {
    return corpus.withColumn(CONTENT_HASH, coalesce(sha2(col("content"), 256), lit(NO_CONTENT)));
  }

  /**
   * The documents of the chunks that are not done. Partition i holds chunk i, sorted by content
   * hash and identity: equal documents are neighbours, and the order is always the same.
   *
   * @param corpus rows of {@link io.tramontane.schema.Document}
   * @param chunks how many there are
   * @param done chunks to leave empty
   */
  public static Dataset<Row> pending(Dataset<Row> corpus, int chunks, Collection<Integer> done) {
    return hashed(corpus)
        .withColumn(CHUNK, chunkOf(col(CONTENT_HASH), chunks))
        .where(not(col(CHUNK).isInCollection(done)))
        .repartitionById(chunks, col(CHUNK))
        .sortWithinPartitions(CONTENT_HASH, "doc_id");
  }

  /** The leading 60 bits of the hash modulo the number of chunks. */
  private static Column chunkOf(Column hash, int chunks) {
    Column leading = conv(hash.substr(1, HASH_DIGITS), 16, 10).cast("bigint");
    return pmod(leading, lit((long) chunks)).cast("int");
  }
}
