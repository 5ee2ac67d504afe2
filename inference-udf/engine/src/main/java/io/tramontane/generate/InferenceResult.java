package io.tramontane.generate;

/** What came of one request. */
public sealed interface InferenceResult permits CompletionResult, LabelResult, FailedResult {
  /** How many tokens the model read. */
  int promptTokens();

  /** How many tokens it generated. */
  int completionTokens();
}
