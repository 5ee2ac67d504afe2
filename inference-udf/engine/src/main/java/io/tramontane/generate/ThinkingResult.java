package io.tramontane.generate;

/**
 * An answer that the model has thought about.
 *
 * @param answer what came of the request behind the thoughts
 * @param thinkingTokens how many tokens of thoughts were generated, with the one that ended them;
 *     those that were appended do not count
 */
public record ThinkingResult(InferenceResult answer, int thinkingTokens)
    implements InferenceResult {
  @Override
  public int promptTokens() {
    return answer.promptTokens();
  }

  /** Those of the thoughts and of the answer. */
  @Override
  public int completionTokens() {
    return thinkingTokens + answer.completionTokens();
  }
}
