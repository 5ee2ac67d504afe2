package io.tramontane.generate;

/** What came of one request. */
public sealed interface InferenceResult permits CompletionResult, LabelResult, FailedResult {}
