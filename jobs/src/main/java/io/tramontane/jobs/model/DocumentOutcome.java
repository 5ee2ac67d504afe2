package io.tramontane.jobs.model;

import io.tramontane.schema.Score;
import java.util.List;

/** What came of one document. */
public sealed interface DocumentOutcome {
  /**
   * A summary.
   *
   * @param text the summary
   * @param finishReason stop or length
   * @param promptTokens tokens read
   * @param completionTokens tokens generated
   * @param truncated whether the model saw a part of the document only
   */
  record Summary(
      String text, String finishReason, int promptTokens, int completionTokens, boolean truncated)
      implements DocumentOutcome {}

  /**
   * A classification.
   *
   * @param scores every label, the most probable first
   * @param promptTokens tokens read
   * @param truncated whether the model saw a part of the document only
   */
  record Classification(List<Score> scores, int promptTokens, boolean truncated)
      implements DocumentOutcome {
    public Classification {
      scores = List.copyOf(scores);
    }
  }

  /**
   * No result.
   *
   * @param kind what went wrong
   * @param message for people; never holds text of the document
   */
  record Failure(ErrorKind kind, String message) implements DocumentOutcome {}
}
