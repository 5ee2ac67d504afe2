package io.tramontane.generate;

/** Why a completion ended. */
public enum FinishReason {
  /** The model produced its end-of-sequence token or a stop string. */
  STOP,
  /** The token limit or the model's context was reached. */
  LENGTH
}
