package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.corpus.UnreadableInput;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * What one pass over a corpus finds.
 *
 * @param documents how many there are
 * @param tokens how many they have in all, about
 */
record Census(long documents, long tokens) {
  private static final int NAMED_IDS = 5;

  /**
   * Counts the corpus.
   *
   * @param documents with their content's hash
   * @param tokens of a document
   * @throws InvalidInputException if it cannot be read, a document has no identity, or no document
   *     has a text
   */
  static Census take(Dataset<Row> documents, Column tokens, InputConfig input) {
    Row figures = UnreadableInput.explained(input, () -> figures(documents, tokens));
    long all = figures.getLong(0);
    requireIdentities(all, all - figures.getLong(1), figures.getLong(3), input);
    if (all > 0 && figures.getLong(2) == 0) {
      throw new InvalidInputException(
          "Cannot use input %s: none of its %s documents has a text in %s. Correct tramontane.input.text-column."
              .formatted(input.path(), all, input.textColumn()));
    }
    return new Census(all, figures.isNullAt(4) ? 0 : figures.getLong(4));
  }

  private static Row figures(Dataset<Row> documents, Column tokens) {
    return documents
        .agg(
            count(lit(1)),
            count("doc_id"),
            count("content"),
            count_if(not(call_function("is_valid_utf8", col("doc_id")))),
            sum(tokens))
        .head();
  }

  private static void requireIdentities(
      long documents, long without, long invalid, InputConfig input) {
    if (without > 0) {
      throw new InvalidInputException(
          "Cannot use input %s: %s of its %s documents have no identity in %s. Give every document one, or correct tramontane.input.id-column."
              .formatted(input.path(), without, documents, input.idColumn()));
    }
    if (invalid > 0) {
      throw new InvalidInputException(
          "Cannot use input %s: the identities of %s of its %s documents are not valid UTF-8. Correct them."
              .formatted(input.path(), invalid, documents));
    }
  }

  /**
   * Looks for identities that occur twice.
   *
   * @throws InvalidInputException if there are any; names some
   */
  static void requireUniqueIds(Dataset<Row> documents, InputConfig input) {
    List<String> repeated =
        documents
            .groupBy("doc_id")
            .count()
            .where("count > 1")
            .orderBy("doc_id")
            .limit(NAMED_IDS)
            .select("doc_id")
            .as(Encoders.STRING())
            .collectAsList();
    if (!repeated.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use input %s: documents share an identity, among them %s. Make identities unique, or correct tramontane.input.id-column."
              .formatted(input.path(), String.join(", ", repeated)));
    }
  }
}
