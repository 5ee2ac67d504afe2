package io.tramontane.prompt;

import io.tramontane.failure.InvalidInputException;
import java.io.Serializable;

/**
 * How documents become requests. Everything here changes results.
 *
 * @param task what is asked
 * @param truncation what happens to a document that is too long
 * @param maxDocumentTokens the most tokens of a document, at least 1; the model's context may allow
 *     fewer
 */
public record PromptSettings(Task task, Truncation truncation, int maxDocumentTokens)
    implements Serializable {
  public PromptSettings {
    if (maxDocumentTokens < 1) {
      throw new InvalidInputException(
          "Cannot use documents of at most "
              + maxDocumentTokens
              + " tokens: it must be at least 1. Give more.");
    }
  }
}
