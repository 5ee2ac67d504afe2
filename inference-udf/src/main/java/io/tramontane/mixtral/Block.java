package io.tramontane.mixtral;

import java.util.ArrayList;
import java.util.List;

/**
 * Some consecutive tokens of a chunk, whose attention is computed together.
 *
 * @param row the step's row of the first of them
 * @param first its index in the chunk
 * @param count how many
 */
record Block(Chunk chunk, int row, int first, int count) {
  /** Cuts a step's chunks into blocks of at most {@code tokens}. */
  static List<Block> of(Step step, int tokens) {
    List<Block> blocks = new ArrayList<>();
    int row = 0;
    for (Chunk chunk : step.chunks()) {
      for (int first = 0; first < chunk.length(); first += tokens) {
        int count = Math.min(tokens, chunk.length() - first);
        blocks.add(new Block(chunk, row + first, first, count));
      }
      row += chunk.length();
    }
    return blocks;
  }

  /** The positions that some or all of the block's tokens see; a tree node's path comes on top. */
  int commonPositions() {
    return chunk.isTree() ? chunk.start() : chunk.start() + first + count;
  }

  /** How many of those are in the sequence's own cache. */
  int ownPositions() {
    return commonPositions() - chunk.sequence().prefixLength();
  }

  /** How many of those a token sees. */
  int seenPositions(int token) {
    return chunk.isTree() ? chunk.start() : chunk.start() + first + token + 1;
  }

  /** A tree node's ancestors from the root, then itself; nothing for consecutive tokens. */
  int[] path(int token) {
    if (!chunk.isTree()) {
      return new int[0];
    }
    int node = first + token;
    int[] path = new int[chunk.depth(node) + 1];
    for (int i = path.length - 1; i >= 0; i--, node = chunk.parents()[node]) {
      path[i] = node;
    }
    return path;
  }
}
