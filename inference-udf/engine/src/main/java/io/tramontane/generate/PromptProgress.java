package io.tramontane.generate;

import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.TokenSpan;
import java.util.Arrays;

/** How far a prompt has been read: a shared prefix, or what follows it. For one thread. */
public final class PromptProgress {
  private final Sequence sequence;
  private final int[] body;
  private int read;

  /**
   * A prompt of which nothing has been read.
   *
   * @param body the tokens that follow the sequence's prefix
   */
  public PromptProgress(Sequence sequence, int[] body) {
    this(sequence, body, 0);
  }

  /**
   * A prompt of which some has been read.
   *
   * @param body the tokens that follow the sequence's prefix
   * @param read how many of these the sequence holds, from the first on
   */
  public PromptProgress(Sequence sequence, int[] body, int read) {
    this.sequence = sequence;
    this.body = body;
    this.read = read;
  }

  /** Where the prompt's keys and values lie. */
  public Sequence sequence() {
    return sequence;
  }

  /** How many tokens have not been read. */
  public int remaining() {
    return body.length - read;
  }

  /** The position behind the prompt. */
  public int end() {
    return sequence.prefixLength() + body.length;
  }

  /**
   * Reads the next tokens, at most {@code room}. With the prompt's last token the logits after it
   * are wanted.
   */
  public TokenSpan next(int room) {
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
