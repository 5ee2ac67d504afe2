package io.tramontane.prompt;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** What to do with a document that has more tokens than there is room for. */
public enum Truncation {
  /** Keep its beginning. */
  HEAD {
    @Override
    Optional<int[]> shorten(int[] tokens, int room, int[] ellipsis) {
      return Optional.of(Arrays.copyOf(tokens, room));
    }
  },

  /** Keep its beginning and its end, in equal parts, with " ... " between them. */
  HEAD_AND_TAIL {
    @Override
    Optional<int[]> shorten(int[] tokens, int room, int[] ellipsis) {
      int tail = (room - ellipsis.length) / 2;
      int head = room - ellipsis.length - tail;
      IntStream kept =
          IntStream.concat(
              Arrays.stream(tokens, 0, head),
              IntStream.concat(
                  Arrays.stream(ellipsis),
                  Arrays.stream(tokens, tokens.length - tail, tokens.length)));
      return Optional.of(kept.toArray());
    }
  },

  /** Refuse it. */
  NONE {
    @Override
    Optional<int[]> shorten(int[] tokens, int room, int[] ellipsis) {
      return Optional.empty();
    }
  };

  /**
   * What is left of a document.
   *
   * @param tokens more than there is room for
   * @param room how many tokens may be left, more than the ellipsis has
   * @param ellipsis the tokens that stand for what is left out
   * @return exactly as many tokens as there is room for, or nothing if the document is refused
   */
  abstract Optional<int[]> shorten(int[] tokens, int room, int[] ellipsis);
}
