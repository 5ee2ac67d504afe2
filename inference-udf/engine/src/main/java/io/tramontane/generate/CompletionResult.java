package io.tramontane.generate;

/**
 * A finished completion.
 *
 * @param text the generated text, without the stop string or end-of-sequence token that ended it
 * @param promptTokens how many tokens the prompt had
 * @param completionTokens how many tokens were generated, with the one that ended it
 * @param finishReason why it ended
 */
public record CompletionResult(
    String text, int promptTokens, int completionTokens, FinishReason finishReason)
    implements InferenceResult {}
