package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Summaries that a run gave to more than one content: a sign of answers that do not depend on the
 * document.
 *
 * @param documents how many documents have such a summary
 * @param texts how many such summaries there are
 */
record SharedSummaries(long documents, long texts) {
  /**
   * Counts them, with Spark.
   *
   * @param answers the run's answers, see {@link EvaluatedRun#answers}
   */
  static SharedSummaries of(Dataset<Row> answers) {
    Row found =
        answers
            .where(length(trim(col("output"))).gt(0))
            .groupBy("output")
            .agg(count(lit(1)).as("documents"), count_distinct(col("content_hash")).as("contents"))
            .where("contents > 1")
            .agg(sum("documents"), count(lit(1)))
            .head();
    return new SharedSummaries(found.isNullAt(0) ? 0 : found.getLong(0), found.getLong(1));
  }
}
