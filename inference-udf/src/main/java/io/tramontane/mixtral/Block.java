package io.tramontane.mixtral;

/**
 * Some consecutive tokens of a chunk, whose attention is computed together.
 *
 * @param row the row of the first of them among the {@link StepRows} that the block is cut from
 * @param first its index in the chunk
 * @param count how many
 */
record Block(Chunk chunk, int row, int first, int count) {
  private static final int[] NO_PATH = {};

  /** The positions, or a tree's slots behind them, of which each token sees some or all. */
  int positions() {
    return chunk.start() + first + count;
  }

  /** How many of those a token sees from the first on without a gap. */
  int seenPositions(int token) {
    return chunk.isTree() ? chunk.start() : chunk.start() + first + token + 1;
  }

  /**
   * Which tree nodes a token sees behind those: its ancestors from the root, then itself, in
   * ascending order. None for consecutive tokens.
   */
  int[] path(int token) {
    if (!chunk.isTree()) {
      return NO_PATH;
    }
    int node = first + token;
    int[] path = new int[chunk.depth(node) + 1];
    for (int i = path.length - 1; i >= 0; i--, node = chunk.parents()[node]) {
      path[i] = node;
    }
    return path;
  }
}
