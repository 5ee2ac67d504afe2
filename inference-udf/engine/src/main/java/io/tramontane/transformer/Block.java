package io.tramontane.transformer;

/**
 * Some consecutive tokens of a span, whose attention is computed together.
 *
 * @param row the row of the first of them among the {@link StepRows} that the block is cut from
 * @param first its index in the span
 * @param count how many
 */
record Block(TokenSpan span, int row, int first, int count) {
  private static final int[] NO_PATH = {};

  /** The positions, or a tree's slots behind them, of which each token sees some or all. */
  int positions() {
    return span.start() + first + count;
  }

  /** The position of a token. */
  int position(int token) {
    return span.position(first + token);
  }

  /** A position that none of the tokens comes before. */
  int lowestPosition() {
    return span.isTree() ? span.start() : span.start() + first;
  }

  /** How many of those a token sees from the first on without a gap, were there no window. */
  int seenPositions(int token) {
    return span.isTree() ? span.start() : span.start() + first + token + 1;
  }

  /**
   * Which tree nodes a token sees behind those: its ancestors from the root, then itself, in
   * ascending order. None for consecutive tokens.
   */
  int[] path(int token) {
    if (!span.isTree()) {
      return NO_PATH;
    }
    int node = first + token;
    int[] path = new int[span.depth(node) + 1];
    for (int i = path.length - 1; i >= 0; i--, node = span.parents()[node]) {
      path[i] = node;
    }
    return path;
  }
}
