package io.tramontane.jobs.run;

import io.tramontane.jobs.model.DocumentOutcome;
import io.tramontane.jobs.model.DocumentOutcome.Classification;
import io.tramontane.jobs.model.DocumentOutcome.Summary;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.SparkRows;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * An answer that another run has given.
 *
 * @param hash of the content that it answers
 * @param outcome never a failure
 */
record EarlierAnswer(String hash, DocumentOutcome outcome) {
  /** Reads one row of the {@link ChunkedCorpus}; empty if it holds a document. */
  static Optional<EarlierAnswer> of(Row row) {
    Row answer = row.getAs(ChunkedCorpus.EARLIER);
    return Optional.ofNullable(answer)
        .map(given -> SparkRows.record(given, Enrichment.class))
        .map(given -> new EarlierAnswer(given.getContentHash(), outcome(given)));
  }

  private static DocumentOutcome outcome(Enrichment answer) {
    return answer.getScores() != null
        ? new Classification(answer.getScores(), answer.getPromptTokens(), answer.getTruncated())
        : new Summary(
            answer.getOutput(),
            answer.getFinishReason(),
            answer.getPromptTokens(),
            answer.getCompletionTokens(),
            answer.getTruncated());
  }
}
