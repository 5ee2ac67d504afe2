package io.tramontane.tokenizer;

import java.util.Arrays;

/**
 * Merges the symbols of one text: of all neighbouring pairs that are a piece together, always the
 * one whose piece has the highest score, the leftmost among equals, until none is left.
 *
 * <p>Symbols are chained; candidates wait in a heap, so a text of n characters takes O(n log n).
 * Candidates whose symbols have changed since are recognized when they come up. For one text and
 * one thread.
 */
final class PairMerger {
  private static final int END = -1;
  // No code point has this complement, so it merges with nothing.
  private static final int MERGED_AWAY = Integer.MIN_VALUE;

  private final Vocabulary vocabulary;
  private final MergeTable table;
  private final int[] symbols;
  private final int[] previous;
  private final int[] next;
  private final LongHeap candidates;

  private PairMerger(Vocabulary vocabulary, MergeTable table, int[] symbols) {
    this.vocabulary = vocabulary;
    this.table = table;
    this.symbols = symbols;
    this.previous = new int[symbols.length];
    this.next = new int[symbols.length];
    this.candidates = new LongHeap(symbols.length);
    for (int place = 0; place < symbols.length; place++) {
      previous[place] = place - 1;
      next[place] = place + 1 < symbols.length ? place + 1 : END;
    }
  }

  /**
   * Merges symbols as far as they go.
   *
   * @param symbols of single characters, see {@link MergeTable#symbol}; overwritten
   * @return the symbols that remain
   */
  static int[] merge(Vocabulary vocabulary, MergeTable table, int[] symbols) {
    PairMerger merger = new PairMerger(vocabulary, table, symbols);
    merger.run();
    return Arrays.stream(symbols).filter(symbol -> symbol != MERGED_AWAY).toArray();
  }

  private void run() {
    for (int left = 0; left < symbols.length; left++) {
      addCandidate(left);
    }
    while (!candidates.isEmpty()) {
      long candidate = candidates.poll();
      int left = (int) candidate;
      int piece = mergedWithNext(left);
      if (piece != MergeTable.NONE && candidate(piece, left) == candidate) {
        replaceWithNext(left, piece);
        addCandidate(previous[left]);
        addCandidate(left);
      }
    }
  }

  private void addCandidate(int left) {
    int piece = left == END ? MergeTable.NONE : mergedWithNext(left);
    if (piece != MergeTable.NONE) {
      candidates.add(candidate(piece, left));
    }
  }

  private int mergedWithNext(int left) {
    int right = next[left];
    return right == END ? MergeTable.NONE : table.merged(symbols[left], symbols[right]);
  }

  private void replaceWithNext(int left, int piece) {
    int right = next[left];
    symbols[left] = piece;
    symbols[right] = MERGED_AWAY;
    next[left] = next[right];
    if (next[left] != END) {
      previous[next[left]] = left;
    }
  }

  /**
   * A number that is the smaller the earlier the merge is due: the piece's score from high to low
   * in the upper half, the place of the left symbol in the lower.
   */
  private long candidate(int piece, int left) {
    // Adding 0 makes -0 and 0 one; flipping the magnitude of negatives orders bits as the floats
    // are.
    int bits = Float.floatToIntBits(vocabulary.score(piece) + 0f);
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~ascending << Integer.SIZE) | left;
  }
}
