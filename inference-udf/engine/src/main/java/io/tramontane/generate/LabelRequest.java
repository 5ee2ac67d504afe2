package io.tramontane.generate;

import java.util.stream.IntStream;

/**
 * Find the probability of each label as the answer to the prompt, without generating.
 *
 * @param prompt what the model reads first
 * @param labels the possible answers
 */
public record LabelRequest(Prompt prompt, LabelTree labels) implements InferenceRequest {
  @Override
  public LabelRequest withPrompt(Prompt other) {
    return new LabelRequest(other, labels);
  }

  @Override
  public int maxAnswerTokens(int room) {
    return labels.tokens().length;
  }

  @Override
  public int minAnswerTokens() {
    return labels.depth();
  }

  @Override
  public int maxLogitsRows() {
    return 1 + labels.tokens().length;
  }

  @Override
  public IntStream answerTokens() {
    return labels.allTokens();
  }

  @Override
  public boolean mayRunInOneStep() {
    return true;
  }

  @Override
  public ActiveRequest start(RequestStart start) {
    return new ActiveLabels(this, start);
  }
}
