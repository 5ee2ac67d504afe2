package io.tramontane.jobs.run;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.schema.SparkRows;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.spark.sql.Row;

/**
 * An answer that another run has given.
 *
 * @param hash of the content that it answers
 */
record EarlierAnswer(String hash, Answer answer) {
  /**
   * Reads one row of the {@link ChunkedCorpus}; empty if it holds a document.
   *
   * @param columns the task's own
   */
  static Optional<EarlierAnswer> of(Row row, Schema columns) {
    Row given = row.getAs(ChunkedCorpus.EARLIER);
    return Optional.ofNullable(given)
        .map(
            answer ->
                new EarlierAnswer(
                    answer.getAs("content_hash"),
                    new Answer(
                        SparkRows.record(answer, columns),
                        answer.getAs("finish_reason"),
                        answer.<Integer>getAs("prompt_tokens"),
                        answer.<Integer>getAs("completion_tokens"),
                        thinkingTokens(answer),
                        answer.<Boolean>getAs("truncated"))));
  }

  private static int thinkingTokens(Row answer) {
    return List.of(answer.schema().fieldNames()).contains(RowSchema.THINKING_TOKENS)
        ? answer.<Integer>getAs(RowSchema.THINKING_TOKENS)
        : 0;
  }
}
