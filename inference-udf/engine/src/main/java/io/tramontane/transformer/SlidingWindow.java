package io.tramontane.transformer;

/**
 * How far back tokens see, and in which layers they see no further. Immutable.
 *
 * @param length how many positions a token sees, its own included, at least 1; {@link #ALL} for no
 *     window
 * @param period of every so many layers the last has no window; 0 where all have it
 */
public record SlidingWindow(int length, int period) {
  /** Of {@code length}: a token sees all before it. */
  public static final int ALL = Integer.MAX_VALUE;

  /** A token sees all before it, in every layer. */
  public static final SlidingWindow NONE = new SlidingWindow(ALL, 0);

  /** The same window in every layer. */
  public static SlidingWindow ofAllLayers(int length) {
    return new SlidingWindow(length, 0);
  }

  /** Whether tokens see no further in a layer. */
  public boolean isIn(int layer) {
    return length < ALL && (period == 0 || layer % period < period - 1);
  }
}
