package io.tramontane.prompt;

import java.io.Serializable;

/** What is asked of the model for every document. Immutable. */
public sealed interface Task extends Serializable permits Summarize, Classify, Generate {
  /**
   * The instruction, with {@code {text}} exactly once, where the document goes. Which other
   * placeholders there are, each task says; none of them has to be used. A doubled brace stands for
   * a single one.
   */
  String template();
}
