package io.tramontane.tokenizer;

/**
 * Which two neighbouring symbols merge, into which piece, and which merge is due first.
 *
 * <p>Implementations are immutable and safe for use by many threads.
 */
interface Merges {
  /** In place of a merge: the two do not merge. */
  int NONE = LongToIntTable.ABSENT;

  /** The merge of two symbols, 0 or more, or {@link #NONE}. */
  int find(int left, int right);

  /** The id of the piece that a merge makes, which is also its symbol. */
  int piece(int merge);

  /** Of two merges that are possible, the one with the smaller number is due first. */
  int order(int merge);

  /** Two symbols as one key. */
  static long pair(int left, int right) {
    return ((long) left << Integer.SIZE) | Integer.toUnsignedLong(right);
  }
}
