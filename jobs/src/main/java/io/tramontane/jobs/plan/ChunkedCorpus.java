package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import java.util.Collection;
import java.util.List;
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

  /** What stands for the hash where there is no content. */
  static final String NO_CONTENT = "0".repeat(64);

  private static final String CHUNK = "chunk";
  private static final int HASH_DIGITS = 15;

  /** Of English text under the vocabulary of Llama and Mixtral, roughly. */
  private static final int BYTES_A_TOKEN = 4;

  private static final int TOKENS_OF_QUESTION_AND_ANSWER = 50;

  private ChunkedCorpus() {}

  /** The corpus with {@link #CONTENT_HASH}. */
  public static Dataset<Row> hashed(Dataset<Row> corpus) {
    return corpus.withColumn(CONTENT_HASH, coalesce(sha2(col("content"), 256), lit(NO_CONTENT)));
  }

  /**
   * About how many tokens the model has to do with for a document, without asking its tokenizer.
   *
   * @param maxDocumentTokens the most tokens of a document that the model reads
   */
  static Column tokens(int maxDocumentTokens) {
    Column text = ceil(coalesce(length(col("content")), lit(0)).divide(BYTES_A_TOKEN));
    return least(text, lit((long) maxDocumentTokens)).plus(TOKENS_OF_QUESTION_AND_ANSWER);
  }

  /**
   * Adds up each chunk's tokens.
   *
   * @param hashed the corpus with {@link #CONTENT_HASH}
   * @param tokens of a document
   * @return by the chunk's number
   */
  static List<Long> tokensByChunk(Dataset<Row> hashed, int chunks, Column tokens) {
    Long[] byChunk = Stream.generate(() -> 0L).limit(chunks).toArray(Long[]::new);
    hashed
        .groupBy(chunkOf(col(CONTENT_HASH), chunks).as(CHUNK))
        .agg(sum(tokens))
        .collectAsList()
        .forEach(row -> byChunk[row.getInt(0)] = row.getLong(1));
    return List.of(byChunk);
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
    return earlier
        .map(rows -> documents.union(asRowsOf(documents, rows)))
        .orElse(documents)
        .withColumn(CHUNK, chunkOf(col(CONTENT_HASH), chunks))
        .where(not(col(CHUNK).isInCollection(done)))
        .repartitionById(chunks, col(CHUNK))
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

  /** The leading 60 bits of the hash modulo the number of chunks. */
  private static Column chunkOf(Column hash, int chunks) {
    Column leading = conv(hash.substr(1, HASH_DIGITS), 16, 10).cast("bigint");
    return pmod(leading, lit((long) chunks)).cast("int");
  }
}
