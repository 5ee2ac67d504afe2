package io.tramontane.transformer;

import java.util.stream.IntStream;

/**
 * Some tokens of one sequence, computed in one step.
 *
 * <p>Either consecutive tokens, or (with {@code parents}) a tree of alternative continuations: node
 * i stands one position behind its parent, attends to everything before the tree, to its ancestors
 * and to itself, and to no other node. A tree's keys and values are scratch: the sequence may go on
 * at {@code start} afterwards.
 *
 * @param sequence where keys and values lie
 * @param start the position of the first token, or of the tree's roots; all earlier positions have
 *     been computed, by earlier steps or by an earlier span of this step
 * @param tokens their ids
 * @param parents for each node the index of its parent, which is smaller than its own, or -1 at a
 *     root; empty for consecutive tokens
 * @param wanted whose logits the step returns
 */
public record TokenSpan(Sequence sequence, int start, int[] tokens, int[] parents, Wanted wanted) {
  /** Whose logits are wanted. */
  public enum Wanted {
    /** Nobody's: the tokens are only read. */
    NONE,
    /** Those after the last token. */
    LAST,
    /** Those after every token. */
    ALL
  }

  private static final int[] NO_PARENTS = {};

  public TokenSpan {
    int slots = start - sequence.prefixLength() + tokens.length;
    if (tokens.length == 0
        || start < sequence.prefixLength()
        || slots > sequence.own().capacity()) {
      throw new IllegalArgumentException(
          "Cannot place %s tokens at position %s: the sequence has a prefix of %s and room for %s."
              .formatted(tokens.length, start, sequence.prefixLength(), sequence.own().capacity()));
    }
  }

  /** Consecutive tokens. */
  public static TokenSpan of(Sequence sequence, int start, int[] tokens, Wanted wanted) {
    return new TokenSpan(sequence, start, tokens, NO_PARENTS, wanted);
  }

  /** A tree of alternatives, the logits of all of whose nodes are wanted. */
  public static TokenSpan tree(Sequence sequence, int start, int[] tokens, int[] parents) {
    return new TokenSpan(sequence, start, tokens, parents, Wanted.ALL);
  }

  /** How many tokens there are: rows of the step. */
  public int length() {
    return tokens.length;
  }

  boolean isTree() {
    return parents.length > 0;
  }

  /** The position of a token: how many come before it on its path. */
  int position(int index) {
    return isTree() ? start + depth(index) : start + index;
  }

  /** The highest position of any token. */
  int lastPosition() {
    return IntStream.range(0, tokens.length).map(this::position).max().orElseThrow();
  }

  /** How many ancestors a tree's node has. */
  int depth(int node) {
    int depth = 0;
    for (int parent = parents[node]; parent >= 0; parent = parents[parent]) {
      depth++;
    }
    return depth;
  }

  /** Where a token's key and value lie in the sequence's own cache. */
  int slot(int index) {
    return start - sequence.prefixLength() + index;
  }

  /** One more than where the last token's key and value lie. */
  int end() {
    return slot(tokens.length);
  }

  /** How many rows of logits the step returns for this span: those of its last tokens. */
  public int wantedRows() {
    return switch (wanted) {
      case NONE -> 0;
      case LAST -> 1;
      case ALL -> tokens.length;
    };
  }
}
