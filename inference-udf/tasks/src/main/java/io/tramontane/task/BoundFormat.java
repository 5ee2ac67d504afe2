package io.tramontane.task;

import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import java.util.Optional;

/**
 * An {@link AnswerFormat} for one model: makes requests to the engine and reads their results.
 * Immutable and thread-safe.
 *
 * @param <T> an answer
 */
public interface BoundFormat<T> {
  /**
   * The most tokens of an answer; the context must have room for them behind the prompt and the
   * thoughts, if the model thinks.
   */
  int maxTokens();

  /**
   * The request about one document.
   *
   * @param document its text as it came, from which its sampling seed is made
   */
  InferenceRequest request(Prompt prompt, String document);

  /**
   * How the tokens of thoughts in front of the answer are chosen, where the model is to think:
   * unless a format has reasons of its own, greedily.
   *
   * @param document as for {@link #request}
   */
  default Sampling thinking(String document) {
    return Sampling.GREEDY;
  }

  /** The answer in the result of such a request that did not fail. */
  T read(InferenceResult result);

  /** The answer, where the text alone gives it and the model need not run. */
  default Optional<T> withoutModel(String document) {
    return Optional.empty();
  }
}
