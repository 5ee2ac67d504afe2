package io.tramontane.custom;

import io.tramontane.generate.InferenceResult;
import java.util.List;

/**
 * The tokens of an answer.
 *
 * @param tokens all of them, generated and forced
 * @param logits for each generated token a hash of the bits of all logits that it was chosen from
 */
record TokensResult(List<Integer> tokens, List<Integer> logits, int promptTokens)
    implements InferenceResult {
  TokensResult {
    tokens = List.copyOf(tokens);
    logits = List.copyOf(logits);
  }

  @Override
  public int completionTokens() {
    return tokens.size();
  }
}
