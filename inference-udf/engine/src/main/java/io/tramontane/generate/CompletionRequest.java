package io.tramontane.generate;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Continue the prompt.
 *
 * @param prompt what the model reads first
 * @param maxTokens the most tokens to generate, at least 1
 * @param sampling how each token is chosen
 * @param endTokens generation ends with the first of these; the text does not contain it. May be
 *     empty
 * @param stopStrings generation ends in front of the first occurrence of any of these, and the text
 *     does not contain it; none may be empty
 */
public record CompletionRequest(
    Prompt prompt,
    int maxTokens,
    Sampling sampling,
    Set<Integer> endTokens,
    List<String> stopStrings)
    implements InferenceRequest {
  public CompletionRequest {
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot make a completion request: max tokens is " + maxTokens + ". Give at least 1.");
    }
    endTokens = Set.copyOf(endTokens);
    stopStrings = List.copyOf(stopStrings);
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException(
          "Cannot make a completion request: a stop string is empty. Leave it out.");
    }
  }

  @Override
  public CompletionRequest withPrompt(Prompt other) {
    return new CompletionRequest(other, maxTokens, sampling, endTokens, stopStrings);
  }

  @Override
  public int maxAnswerTokens(int room) {
    return Math.min(maxTokens, room);
  }

  @Override
  public int minAnswerTokens() {
    return 1;
  }

  @Override
  public int maxLogitsRows() {
    return 1;
  }

  @Override
  public IntStream answerTokens() {
    return endTokens.stream().mapToInt(Integer::intValue);
  }

  @Override
  public boolean mayRunInOneStep() {
    return false;
  }

  @Override
  public ActiveRequest start(RequestStart start) {
    return new ActiveCompletion(this, start);
  }
}
