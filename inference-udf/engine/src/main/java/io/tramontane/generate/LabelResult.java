package io.tramontane.generate;

import java.util.List;

/**
 * The probabilities of the labels.
 *
 * @param probabilities one for each label, in the order of the {@link LabelTree}; they sum to 1
 * @param promptTokens how many tokens the prompt had
 */
public record LabelResult(List<Double> probabilities, int promptTokens) implements InferenceResult {
  public LabelResult {
    probabilities = List.copyOf(probabilities);
  }

  @Override
  public int completionTokens() {
    return 0;
  }
}
