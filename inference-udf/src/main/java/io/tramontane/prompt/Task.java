package io.tramontane.prompt;

/** What is asked of the model for every document. Immutable. */
public sealed interface Task permits Summarize, Classify {
  /**
   * The instruction, with {@code {text}} exactly once, where the document goes. Which other
   * placeholders there are, each task says; none of them has to be used. A doubled brace stands for
   * a single one.
   */
  String template();
}
