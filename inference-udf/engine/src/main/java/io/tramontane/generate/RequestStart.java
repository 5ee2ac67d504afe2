package io.tramontane.generate;

import io.tramontane.tensor.Kernel;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.Sequence;

/**
 * What the engine has prepared for a request that it starts.
 *
 * @param sequence where the request's keys and values lie; its prefix holds the shared part of the
 *     prompt, and its own cache has room for {@code body} and {@code maxAnswerTokens}
 * @param body the prompt's tokens behind that prefix, at least one
 * @param read how many of these the sequence holds already, from the first on; fewer than all
 * @param maxAnswerTokens as {@link InferenceRequest#maxAnswerTokens} has declared them
 * @param inOneStep whether the cache keeps one layer only: then all rows must be asked for in one
 *     step
 * @param tokenizer the model's
 * @param kernel for arithmetic on rows of logits
 */
public record RequestStart(
    Sequence sequence,
    int[] body,
    int read,
    int maxAnswerTokens,
    boolean inOneStep,
    Tokenizer tokenizer,
    Kernel kernel) {
  /** The prompt, as far as it has been read. */
  public PromptProgress prompt() {
    return new PromptProgress(sequence, body, read);
  }
}
