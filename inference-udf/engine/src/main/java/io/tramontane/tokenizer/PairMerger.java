package io.tramontane.tokenizer;

import java.util.Arrays;

/**
 * Merges the symbols of one text: of all neighbouring pairs that merge, always the one that is due
 * first, the leftmost among equals, until none is left.
 *
 * <p>Symbols are chained; candidates wait in a heap, so a text of n characters takes O(n log n).
 * Candidates whose symbols have changed since are recognized when they come up. For one text and
 * one thread.
 */
final class PairMerger {
  private static final int END = -1;
  // No code point has this complement, so it merges with nothing.
  private static final int MERGED_AWAY = Integer.MIN_VALUE;

  private final Merges merges;
  private final int[] symbols;
  private final int[] previous;
  private final int[] next;
  private final LongHeap candidates;

  private PairMerger(Merges merges, int[] symbols) {
    this.merges = merges;
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
   * @param symbols of single characters or bytes; overwritten
   * @return the symbols that remain
   */
  static int[] merge(Merges merges, int[] symbols) {
    PairMerger merger = new PairMerger(merges, symbols);
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
      int merge = mergeWithNext(left);
      if (merge != Merges.NONE && candidate(merge, left) == candidate) {
        replaceWithNext(left, merges.piece(merge));
        addCandidate(previous[left]);
        addCandidate(left);
      }
    }
  }

  private void addCandidate(int left) {
    int merge = left == END ? Merges.NONE : mergeWithNext(left);
    if (merge != Merges.NONE) {
      candidates.add(candidate(merge, left));
    }
  }

  private int mergeWithNext(int left) {
    int right = next[left];
    return right == END ? Merges.NONE : merges.find(symbols[left], symbols[right]);
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

  /** A number that is the smaller the earlier the merge is due. */
  private long candidate(int merge, int left) {
    return ((long) merges.order(merge) << Integer.SIZE) | left;
  }
}
