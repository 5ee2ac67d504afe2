package io.tramontane.generate;

/**
 * What came of one request: an answer, or a {@link FailedResult}. Each kind of request has its own
 * kind of answer. Immutable.
 */
public interface InferenceResult {
  /** How many tokens the prompt had, a shared prefix included. */
  int promptTokens();

  /** How many tokens were generated; 0 where the answer was read from probabilities. */
  int completionTokens();
}
