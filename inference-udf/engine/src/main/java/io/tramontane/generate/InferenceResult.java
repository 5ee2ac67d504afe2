package io.tramontane.generate;

/**
 * What came of one request: an answer, or a {@link FailedResult}. Each kind of request has its own
 * kind of answer. Immutable.
 */
public interface InferenceResult {
  /** How many tokens the prompt had, a shared prefix included. */
  int promptTokens();

  /**
   * How many tokens were generated, thoughts included; none for an answer that is read from
   * probabilities.
   */
  int completionTokens();
}
