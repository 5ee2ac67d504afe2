package io.tramontane.generate;

import java.util.stream.IntStream;

/**
 * Let the model think, and make another request of the prompt with its thoughts.
 *
 * <p>The result is the bits of plain requests one after another: a completion of the prompt, which
 * gives the thoughts; and {@code answer} behind these and what {@link Thoughts} appends. What ends
 * an answer early, such as stop strings, does not apply to thoughts.
 *
 * @param answer what is asked behind the thoughts. Its prompt is what the model reads before it
 *     thinks, up to where thoughts begin
 * @param thoughts how the model thinks
 */
public record ThinkingRequest(InferenceRequest answer, Thoughts thoughts)
    implements InferenceRequest {
  @Override
  public Prompt prompt() {
    return answer.prompt();
  }

  @Override
  public ThinkingRequest withPrompt(Prompt other) {
    return new ThinkingRequest(answer.withPrompt(other), thoughts);
  }

  /** All thoughts, whatever room there is: they are not shortened for want of it. */
  @Override
  public int maxAnswerTokens(int room) {
    return thoughts.positions() + answer.maxAnswerTokens(Math.max(0, room - thoughts.positions()));
  }

  @Override
  public int minAnswerTokens() {
    return thoughts.positions() + answer.minAnswerTokens();
  }

  @Override
  public int maxLogitsRows() {
    return answer.maxLogitsRows();
  }

  @Override
  public IntStream answerTokens() {
    return IntStream.concat(thoughts.tokens(), answer.answerTokens());
  }

  /** Never: each thought depends on those before. */
  @Override
  public boolean mayRunInOneStep() {
    return false;
  }

  @Override
  public ActiveRequest start(RequestStart start) {
    return new ActiveThinking(this, start);
  }
}
