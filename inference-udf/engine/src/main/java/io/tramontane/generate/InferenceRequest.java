package io.tramontane.generate;

import java.util.stream.IntStream;

/**
 * One thing to ask of the model. A request says what it needs, so the engine can plan for it
 * without knowing its kind; new kinds can be written anywhere.
 *
 * <p>Immutable. All methods but {@link #start} may be called by any thread. The engine plans by
 * what a request declares here and ends it with an {@link IllegalStateException} when it goes
 * beyond that, see {@link ActiveRequest}.
 */
public interface InferenceRequest {
  /** What the model reads first. */
  Prompt prompt();

  /**
   * The same request with another prompt. The engine's callers use it to move the border between a
   * prompt's prefix and its body, see {@link CommonPrefixes}.
   */
  InferenceRequest withPrompt(Prompt prompt);

  /**
   * The most tokens that the request places behind its prompt: tokens generated, appended or
   * drafted, or the nodes of a tree. KV memory for all of them is reserved before the request
   * starts.
   *
   * @param room how many positions the model's context has behind the prompt, at least 0
   */
  int maxAnswerTokens(int room);

  /**
   * How many positions behind the prompt the request needs at least. Where the context has fewer,
   * the request fails as {@link FailedResult.Kind#TOO_LONG}.
   */
  int minAnswerTokens();

  /** The most rows of logits that the request wants from one step, at least 1. */
  int maxLogitsRows();

  /**
   * The token ids that the request names besides those of its prompt, such as its labels'. The
   * engine checks them against the vocabulary.
   */
  IntStream answerTokens();

  /**
   * Whether everything that the request computes may be computed in one step. Where a step has room
   * for all of it, the keys and values of one layer at a time are then enough, which takes far less
   * memory.
   */
  boolean mayRunInOneStep();

  /**
   * Begins the request. Called once, by the engine's thread.
   *
   * @param start what the engine has prepared for it
   */
  ActiveRequest start(RequestStart start);
}
