package io.tramontane.generate;

/** One thing to ask of the model. Immutable. */
public sealed interface InferenceRequest permits CompletionRequest, LabelRequest {
  /** What the model reads first. */
  Prompt prompt();
}
