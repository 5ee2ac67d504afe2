package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What planning wants to know of each document: some hundred bytes, which are kept on the disks of
 * the executors, so that the corpus itself is read once however many questions follow. For one
 * thread; the disks are freed by {@link #close}.
 *
 * @param rows of {@link #ID}, {@link #HAS_VALID_ID}, {@link #UNIDENTIFIED}, {@link #HAS_TEXT},
 *     {@link #TOKENS}, the content's hash and the document's digest
 */
record DocumentSizes(Dataset<Row> rows) implements AutoCloseable {
  /** The column with the identity, or null. */
  static final String ID = "doc_id";

  /** The column that says whether the identity is valid UTF-8; null where there is none. */
  static final String HAS_VALID_ID = "has_valid_id";

  /** The column that says where a document without an identity stands; else null. */
  static final String UNIDENTIFIED = "unidentified";

  /** The column that says whether there is a text. */
  static final String HAS_TEXT = "has_text";

  /** The column with about how many tokens the model has to do with. */
  static final String TOKENS = "tokens";

  /** Of English text under the vocabulary of Llama and Mixtral, roughly. */
  private static final int BYTES_A_TOKEN = 4;

  private static final int TOKENS_OF_QUESTION_AND_ANSWER = 50;

  /**
   * The sizes of a corpus, which is read by the first question.
   *
   * @param corpus rows of {@link io.tramontane.schema.Document}
   * @param maxDocumentTokens the most tokens of a document that the model reads
   */
  static DocumentSizes of(Dataset<Row> corpus, int maxDocumentTokens) {
    return new DocumentSizes(
        ChunkedCorpus.hashed(corpus)
            .select(
                col(ID),
                call_function("is_valid_utf8", col(ID)).as(HAS_VALID_ID),
                when(col(ID).isNull(), col("problem")).as(UNIDENTIFIED),
                col("content").isNotNull().as(HAS_TEXT),
                tokens(maxDocumentTokens).as(TOKENS),
                col(ChunkedCorpus.CONTENT_HASH),
                col(ChunkedCorpus.DIGEST))
            .persist(StorageLevel.DISK_ONLY()));
  }

  /** Without asking the model's tokenizer. */
  private static Column tokens(int maxDocumentTokens) {
    Column text = ceil(coalesce(length(col("content")), lit(0)).divide(BYTES_A_TOKEN));
    return least(text, lit((long) maxDocumentTokens)).plus(TOKENS_OF_QUESTION_AND_ANSWER);
  }

  /**
   * What is in each chunk, by its number.
   *
   * @param tokens of its documents
   * @param digests of its documents, combined
   */
  record Chunks(List<Long> tokens, List<Long> digests) {}

  /** Divides the corpus. */
  Chunks chunks(int count) {
    Long[] tokens = Collections.nCopies(count, 0L).toArray(Long[]::new);
    Long[] digests = tokens.clone();
    rows.groupBy(
            ChunkedCorpus.chunkOf(col(ChunkedCorpus.CONTENT_HASH), count).as(ChunkedCorpus.CHUNK))
        .agg(sum(TOKENS), bit_xor(col(ChunkedCorpus.DIGEST)))
        .collectAsList()
        .forEach(
            row -> {
              tokens[row.getInt(0)] = row.getLong(1);
              digests[row.getInt(0)] = row.getLong(2);
            });
    return new Chunks(List.of(tokens), List.of(digests));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
