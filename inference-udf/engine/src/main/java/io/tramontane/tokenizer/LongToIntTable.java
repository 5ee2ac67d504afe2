package io.tramontane.tokenizer;

import java.util.Arrays;
import java.util.Map;

/**
 * An immutable hash table from {@code long} to non-negative {@code int}, without objects: the merge
 * loop looks up every pair of neighbours of every text.
 */
final class LongToIntTable {
  /** The answer for a key that is not there. */
  static final int ABSENT = -1;

  // 2^64 divided by the golden ratio: spreads neighbouring keys (Knuth, TAOCP 3, section 6.4).
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] keys;
  private final int[] values;
  private final int shift;

  LongToIntTable(Map<Long, Integer> entries) {
    // At most half full, so that a probe for an absent key soon meets a free place.
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(2 * entries.size()));
    keys = new long[1 << bits];
    values = new int[1 << bits];
    shift = Long.SIZE - bits;
    Arrays.fill(values, ABSENT);
    entries.forEach(this::put);
  }

  int get(long key) {
    return values[place(key)];
  }

  private void put(long key, int value) {
    int place = place(key);
    keys[place] = key;
    values[place] = value;
  }

  /** Where the key is, or else the free place where it would go. */
  private int place(long key) {
    int place = (int) ((key * SPREAD) >>> shift);
    while (values[place] != ABSENT && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }
}
