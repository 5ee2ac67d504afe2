package io.tramontane.prompt;

import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceRequest;

/** What a document has become: a request, or the reason why there is none. */
public sealed interface PreparedDocument {
  /**
   * How many tokens the whole document has, before any truncation.
   *
   * @return 0 or more
   */
  int documentTokens();

  /**
   * A request for the engine.
   *
   * @param truncated whether the request holds a part of the document only
   */
  record Ready(InferenceRequest request, int documentTokens, boolean truncated)
      implements PreparedDocument {}

  /** A document that is not sent to the engine; the failure is its result. */
  record Refused(FailedResult failure, int documentTokens) implements PreparedDocument {}
}
