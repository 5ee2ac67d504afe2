package io.tramontane.udf.function;

import io.tramontane.prompt.PromptSettings;
import java.io.Serializable;

/** What a function wants to know about each text. */
public sealed interface Question extends Serializable {
  /** The model's answer to a prompt with the text in it. */
  record ToModel(PromptSettings prompt) implements Question {}

  /** How many tokens the text has. */
  record TokenCount() implements Question {}
}
