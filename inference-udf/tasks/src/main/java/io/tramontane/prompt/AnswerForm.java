package io.tramontane.prompt;

import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.Prompt;
import java.util.List;
import java.util.Optional;

/** How the answer to a prompt is asked for. Immutable. */
interface AnswerForm {
  /** The most tokens of an answer; the context must have room for them behind the prompt. */
  int maxTokens();

  /**
   * The request for one document.
   *
   * @param document its text as it came, from which its sampling seed is made
   */
  InferenceRequest request(Prompt prompt, String document);

  /** The scores in a result of such a request, where it is about labels. */
  default List<LabelScore> scores(LabelResult result) {
    throw new IllegalArgumentException("Cannot give scores: the task has no labels.");
  }

  /** The answer that a result of such a request holds, or nothing if the request failed. */
  Optional<String> output(InferenceResult result);
}
