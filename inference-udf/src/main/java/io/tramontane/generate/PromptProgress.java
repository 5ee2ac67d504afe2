package io.tramontane.generate;

import io.tramontane.mixtral.Chunk;
import io.tramontane.mixtral.Sequence;
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
  Chunk next(int room) {
    return next(room, room < remaining() ? Chunk.Wanted.NONE : Chunk.Wanted.LAST);
  }

  /** The next tokens, at most {@code room}, without logits. */
  Chunk nextUnwanted(int room) {
    return next(room, Chunk.Wanted.NONE);
  }

  private Chunk next(int room, Chunk.Wanted wanted) {
    int end = Math.min(body.length, read + room);
    int[] tokens = Arrays.copyOfRange(body, read, end);
    Chunk chunk = Chunk.of(sequence, sequence.prefixLength() + read, tokens, wanted);
    read = end;
    return chunk;
  }
}
