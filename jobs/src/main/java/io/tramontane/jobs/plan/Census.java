package io.tramontane.jobs.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.corpus.CorpusSource;
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
 * @param sharedIds how many identities several of them have
 */
record Census(long documents, long tokens, long sharedIds) {
  private static final int NAMED_IDS = 5;

  /**
   * Counts the corpus.
   *
   * @throws InvalidInputException if it cannot be read, a document has no identity, or no document
   *     has a text
   */
  static Census take(DocumentSizes documents, InputConfig input) {
    Row figures = UnreadableInput.explained(input, () -> figures(documents.rows()));
    long all = figures.getLong(0);
    requireIdentities(all, all - figures.getLong(1), documents.rows(), input);
    requireValidIdentities(all, figures.getLong(3), input);
    if (all > 0 && figures.getLong(2) == 0) {
      throw new InvalidInputException(
          "Cannot use input %s: none of its %s documents has a text in %s. Correct tramontane.input.text-column."
              .formatted(input.path(), all, input.textColumn()));
    }
    return new Census(all, figures.getLong(4), figures.getLong(5));
  }

  /** Numbers alone, which Spark adds up in a hash table; for a text it would sort the corpus. */
  private static Row figures(Dataset<Row> documents) {
    Column id = col(DocumentSizes.ID);
    return documents
        .groupBy(id)
        .agg(
            count(lit(1)).as("documents"),
            count(id).as("identified"),
            count_if(col(DocumentSizes.HAS_TEXT)).as("with_text"),
            count_if(not(col(DocumentSizes.HAS_VALID_ID))).as("with_invalid_id"),
            sum(DocumentSizes.TOKENS).as("tokens"))
        .agg(
            total("documents"),
            total("identified"),
            total("with_text"),
            total("with_invalid_id"),
            total("tokens"),
            count_if(col("identified").gt(1)))
        .head();
  }

  /** 0 where there are no rows. */
  private static Column total(String column) {
    return coalesce(sum(column), lit(0L));
  }

  private static void requireIdentities(
      long documents, long without, Dataset<Row> rows, InputConfig input) {
    if (without > 0) {
      String example = rows.agg(min(DocumentSizes.UNIDENTIFIED)).head().getString(0);
      throw new InvalidInputException(
          "Cannot use input %s: %s of its %s documents have no identity in %s%s. Give every document one, or correct tramontane.input.id-column."
              .formatted(
                  input.path(),
                  without,
                  documents,
                  input.idColumn(),
                  example == null ? "" : "; for example, " + example));
    }
  }

  private static void requireValidIdentities(long documents, long invalid, InputConfig input) {
    if (invalid > 0) {
      throw new InvalidInputException(
          "Cannot use input %s: the identities of %s of its %s documents are not valid UTF-8. Correct them."
              .formatted(input.path(), invalid, documents));
    }
  }

  /**
   * Refuses documents that share an identity.
   *
   * @param documents of which this is the census
   * @throws InvalidInputException if there are any; names some
   */
  void requireUniqueIds(DocumentSizes documents, CorpusSource corpus) {
    if (sharedIds == 0) {
      return;
    }
    List<String> repeated =
        documents
            .rows()
            .groupBy(DocumentSizes.ID)
            .count()
            .where("count > 1")
            .orderBy(DocumentSizes.ID)
            .limit(NAMED_IDS)
            .select(DocumentSizes.ID)
            .as(Encoders.STRING())
            .collectAsList();
    throw new InvalidInputException(
        "Cannot use input %s: documents share an identity, among them %s.%s Make identities unique, or correct tramontane.input.id-column."
            .formatted(
                corpus.input().path(),
                String.join(", ", repeated),
                places(
                    repeated.get(0),
                    corpus.placesOfTwo(repeated.get(0), documents.rows().sparkSession()))));
  }

  private static String places(String id, List<String> places) {
    return places.isEmpty() ? "" : " %s has %s.".formatted(id, String.join(" and ", places));
  }
}
