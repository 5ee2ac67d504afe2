package io.tramontane.transformer;

import org.jspecify.annotations.Nullable;

/**
 * Where a sequence's keys and values lie: a shared prefix that is only read, then a cache of its
 * own.
 *
 * @param prefix holds positions 0 to {@code prefixLength - 1}; null when there are none
 * @param prefixLength how many positions the prefix has
 * @param own holds the positions from {@code prefixLength}
 */
public record Sequence(@Nullable KvCache prefix, int prefixLength, KvCache own) {
  public Sequence {
    if ((prefix == null) != (prefixLength == 0)) {
      throw new IllegalArgumentException(
          "Cannot make a sequence: a prefix of length "
              + prefixLength
              + " needs a cache, and only it.");
    }
    if (prefix != null && prefix.format() != own.format()) {
      throw new IllegalArgumentException(
          "Cannot make a sequence: its prefix is kept in %s, its own cache in %s."
              .formatted(prefix.format(), own.format()));
    }
  }

  /** A sequence that shares nothing. */
  public static Sequence of(KvCache own) {
    return new Sequence(null, 0, own);
  }
}
