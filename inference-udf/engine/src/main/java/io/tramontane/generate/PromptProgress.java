package io.tramontane.generate;

import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.TokenSpan;
import java.util.Arrays;

/** How far a prefix, or the part of a prompt behind it, has been read. */
final class PromptProgress {
  private final Sequence sequence;
  private final int[] body;
  private int read;

  PromptProgress(Sequence sequence, int[] body) {
    this.sequence = sequence;
    this.body = body;
  }

  Sequence sequence() {
    return sequence;
  }

  int remaining() {
    return body.length - read;
  }

  /** The position behind the prompt. */
  int end() {
    return sequence.prefixLength() + body.length;
  }

  /** The next tokens, at most {@code room}; with the logits after the prompt's last. */
  TokenSpan next(int room) {
    return next(room, room < remaining() ? TokenSpan.Wanted.NONE : TokenSpan.Wanted.LAST);
  }

  /** The next tokens, at most {@code room}, without logits. */
  TokenSpan nextUnwanted(int room) {
    return next(room, TokenSpan.Wanted.NONE);
  }

  private TokenSpan next(int room, TokenSpan.Wanted wanted) {
    int end = Math.min(body.length, read + room);
    int[] tokens = Arrays.copyOfRange(body, read, end);
    TokenSpan span = TokenSpan.of(sequence, sequence.prefixLength() + read, tokens, wanted);
    read = end;
    return span;
  }
}
