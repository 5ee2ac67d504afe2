package io.tramontane.udf;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The SQL functions for Java and Scala.
 *
 * <pre>{@code
 * docs.select(col("id"), aiClassify(col("body"), "invoice", "contract", "other").as("kind"))
 * }</pre>
 *
 * <p>The session must know them: see {@link TramontaneExtensions} and {@link Tramontane}. {@code
 * docs/sql.md} says what each takes and gives.
 */
public final class TramontaneFunctions {
  private TramontaneFunctions() {}

  /** A summary of about 50 words at most. */
  public static Column aiSummarize(Column content) {
    return functions.call_function("ai_summarize", content);
  }

  /**
   * A summary.
   *
   * @param maxWords about how many at most; 0 for no limit
   */
  public static Column aiSummarize(Column content, int maxWords) {
    return functions.call_function("ai_summarize", content, functions.lit(maxWords));
  }

  /** The label that fits best, of 2 to 100. */
  public static Column aiClassify(Column content, String... labels) {
    return functions.call_function("ai_classify", content, functions.lit(labels));
  }

  /** The probability of each of 2 to 100 labels, the most probable first. */
  public static Column aiClassifyScores(Column content, String... labels) {
    return functions.call_function("ai_classify_scores", content, functions.lit(labels));
  }

  /** The model's answer to a prompt. */
  public static Column aiGen(Column prompt) {
    return functions.call_function("ai_gen", prompt);
  }

  /**
   * The model's answer to a prompt, with what is to know about it.
   *
   * @param options a constant struct
   */
  public static Column aiQuery(Column prompt, Column options) {
    return functions.call_function("ai_query", prompt, options);
  }

  /** How many tokens a text has for the model. */
  public static Column aiCountTokens(Column content) {
    return functions.call_function("ai_count_tokens", content);
  }
}
