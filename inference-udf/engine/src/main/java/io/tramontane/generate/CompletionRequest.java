package io.tramontane.generate;

import java.util.List;

/**
 * Continue the prompt.
 *
 * @param prompt what the model reads first
 * @param maxTokens the most tokens to generate, at least 1
 * @param sampling how each token is chosen
 * @param stopStrings generation ends in front of the first occurrence of any of these, and the text
 *     does not contain it; none may be empty
 */
public record CompletionRequest(
    Prompt prompt, int maxTokens, Sampling sampling, List<String> stopStrings)
    implements InferenceRequest {
  public CompletionRequest {
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot make a completion request: max tokens is " + maxTokens + ". Give at least 1.");
    }
    stopStrings = List.copyOf(stopStrings);
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException(
          "Cannot make a completion request: a stop string is empty. Leave it out.");
    }
  }
}
