package io.tramontane.generate;

import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.List;

/** A prompt that is read and then continued, token after token. For one thread. */
final class Continuation {
  private final PromptProgress prompt;
  private final Sampler sampler;
  private final Sampling sampling;
  private int generated;
  private int lastToken;

  Continuation(RequestStart start, Sampling sampling) {
    this.prompt = start.prompt();
    this.sampler = new Sampler(start.kernel());
    this.sampling = sampling;
  }

  /** See {@link ActiveRequest#prefillRows}. */
  int prefillRows() {
    return prompt.remaining();
  }

  /** See {@link ActiveRequest#nextSpans}: the prompt's next tokens, or the one chosen last. */
  List<TokenSpan> nextSpans(int room) {
    if (prompt.remaining() > 0) {
      return List.of(prompt.next(room));
    }
    int position = prompt.end() + generated - 1;
    return List.of(
        TokenSpan.of(prompt.sequence(), position, new int[] {lastToken}, TokenSpan.Wanted.LAST));
  }

  /** Chooses the next token, behind a prompt that has been read. */
  int choose(Logits logits, int row) {
    lastToken = sampler.choose(logits, row, sampling, generated);
    generated++;
    return lastToken;
  }

  /** How many tokens have been chosen. */
  int generated() {
    return generated;
  }
}
