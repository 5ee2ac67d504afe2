package io.tramontane.generate;

/**
 * A request that failed, alone. It counts no tokens.
 *
 * @param kind what went wrong
 * @param message for people; never holds text of the document
 */
public record FailedResult(Kind kind, String message) implements InferenceResult {
  /** What went wrong with a request. */
  public enum Kind {
    /** A token id is not in the vocabulary. */
    INVALID,
    /** Prompt and answer do not fit the context, the KV memory or a step. */
    TOO_LONG,
    /** The model produced a logit that is not finite: its weights are damaged. */
    NON_FINITE_LOGITS
  }

  @Override
  public int promptTokens() {
    return 0;
  }

  @Override
  public int completionTokens() {
    return 0;
  }
}
