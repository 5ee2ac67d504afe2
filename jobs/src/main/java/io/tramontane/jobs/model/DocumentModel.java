package io.tramontane.jobs.model;

import java.util.List;

/** Does one task with documents. Thread-safe. */
public interface DocumentModel {
  /**
   * One outcome for each text, in their order. An outcome depends on its own text only. The more
   * texts at once, the better the model is used.
   *
   * @param texts none blank
   */
  List<DocumentOutcome> answer(List<String> texts);

  /**
   * How many tokens the model would read for this text: the question with the document, truncated
   * as configured. 0 if the document is too long.
   */
  int promptTokens(String text);
}
