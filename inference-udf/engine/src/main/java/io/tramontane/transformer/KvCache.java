package io.tramontane.transformer;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.tensor.Kernel;
import java.util.stream.IntStream;

/**
 * Keys and values of one run of positions, all layers, in tiles of {@value KvTile#POSITIONS}
 * positions of one head.
 *
 * <p>A layer with a sliding window keeps no more tiles than its window and the steps need: the tile
 * of a position takes the place of the one that is so many before it.
 *
 * <p>Not thread-safe for writing; the forward pass writes positions, then only reads them.
 */
public final class KvCache {
  private final HyperParameters sizes;
  private final KvFormat format;
  private final int capacity;
  private final boolean inOneStep;

  /** By layer, head, and position over {@value KvTile#POSITIONS}, modulo how many there are. */
  private final KvTile[][][] tiles;

  /** One more than the highest position that was ever run. */
  private int end;

  private KvCache(
      HyperParameters sizes, KvFormat format, int capacity, int ahead, boolean inOneStep) {
    this.sizes = sizes;
    this.format = format;
    this.capacity = capacity;
    this.inOneStep = inOneStep;
    requireMemory(
        capacity,
        inOneStep
            ? bytesOfOneStep(sizes, format, capacity)
            : bytes(sizes, format, capacity, ahead));
    this.tiles = new KvTile[inOneStep ? 1 : sizes.layers()][sizes.kvHeads()][];
    for (int layer = 0; layer < tiles.length; layer++) {
      int kept = inOneStep ? tileCount(capacity) : tileCount(sizes, layer, capacity, ahead);
      for (int head = 0; head < sizes.kvHeads(); head++) {
        tiles[layer][head] = tiles(kept);
      }
    }
  }

  private KvTile[] tiles(int count) {
    KvTile[] made = new KvTile[count];
    for (int i = 0; i < count; i++) {
      // Only the last of all is narrow, and a tile that others take the place of is never that.
      int width = count < tileCount(capacity) ? KvTile.POSITIONS : tileWidth(capacity, i);
      made[i] = KvTile.of(format, width, sizes.headWidth());
    }
    return made;
  }

  /** Tile after tile would fill the whole heap before it failed, to the harm of everyone else. */
  private static void requireMemory(int capacity, long bytes) {
    long max = Runtime.getRuntime().maxMemory();
    if (bytes > max) {
      throw new InsufficientResourcesException(
          "Cannot keep keys and values of %s positions: they take %s bytes and Java may use %s. Give it more memory, or run fewer positions."
              .formatted(capacity, bytes, max));
    }
  }

  private static int tileCount(int capacity) {
    return (capacity - 1) / KvTile.POSITIONS + 1;
  }

  /** What a layer keeps: where it has a window, the tiles that the window and a step lie in. */
  private static int tileCount(HyperParameters sizes, int layer, int capacity, int ahead) {
    int all = tileCount(capacity);
    if (!sizes.positions().window().isIn(layer)) {
      return all;
    }
    long visible = (long) sizes.positions().window().length() - 1 + ahead;
    return (int) Math.min(all, (visible - 1) / KvTile.POSITIONS + 2);
  }

  private static int tileWidth(int capacity, int index) {
    return Kernel.roundUp(Math.min(KvTile.POSITIONS, capacity - index * KvTile.POSITIONS));
  }

  /**
   * A cache that keeps every layer, for sequences that are continued by later steps.
   *
   * @param capacity how many positions there are, at least 1
   * @param ahead how far beyond a step's first position the sequence may ever have been run, at
   *     least a step's rows: so much is kept beside what a sliding window shows
   * @throws InsufficientResourcesException if it is larger than all memory that Java may use
   */
  public static KvCache forAllLayers(
      HyperParameters sizes, KvFormat format, int capacity, int ahead) {
    return new KvCache(sizes, format, capacity, ahead, false);
  }

  /** The same for steps of any length, from any position. */
  public static KvCache forAllLayers(HyperParameters sizes, KvFormat format, int capacity) {
    return forAllLayers(sizes, format, capacity, capacity);
  }

  /**
   * A cache that keeps only the layer being computed, for sequences that begin and end within one
   * step.
   *
   * @throws InsufficientResourcesException if it is larger than all memory that Java may use
   */
  public static KvCache forOneStep(HyperParameters sizes, KvFormat format, int capacity) {
    return new KvCache(sizes, format, capacity, capacity, true);
  }

  /** The bytes that {@link #forAllLayers(HyperParameters, KvFormat, int, int)} takes. */
  public static long bytes(HyperParameters sizes, KvFormat format, int capacity, int ahead) {
    long bytes = 0;
    for (int layer = 0; layer < sizes.layers(); layer++) {
      int kept = tileCount(sizes, layer, capacity, ahead);
      bytes +=
          kept < tileCount(capacity)
              ? bytesOfOneStep(sizes, format, kept * KvTile.POSITIONS)
              : bytesOfOneStep(sizes, format, capacity);
    }
    return bytes;
  }

  /** The bytes that {@link #forAllLayers(HyperParameters, KvFormat, int)} takes. */
  public static long bytes(HyperParameters sizes, KvFormat format, int capacity) {
    return bytes(sizes, format, capacity, capacity);
  }

  /** The bytes that all layers of a position take. */
  public static long bytesOfToken(HyperParameters sizes, KvFormat format) {
    return sizes.layers() * bytesOfLayer(sizes, format);
  }

  /** The bytes that those layers of a position take which have no sliding window. */
  public static long bytesOfTokenWithoutWindow(HyperParameters sizes, KvFormat format) {
    SlidingWindow window = sizes.positions().window();
    long layers = IntStream.range(0, sizes.layers()).filter(layer -> !window.isIn(layer)).count();
    return layers * bytesOfLayer(sizes, format);
  }

  /** The bytes of one of many positions in one layer. */
  private static long bytesOfLayer(HyperParameters sizes, KvFormat format) {
    return bytesOfOneStep(sizes, format, KvTile.POSITIONS) / KvTile.POSITIONS;
  }

  /** The bytes that {@link #forOneStep} takes. */
  public static long bytesOfOneStep(HyperParameters sizes, KvFormat format, int capacity) {
    int last = tileCount(capacity) - 1;
    long whole = last * KvTile.bytes(format, KvTile.POSITIONS, sizes.headWidth());
    long rest = KvTile.bytes(format, tileWidth(capacity, last), sizes.headWidth());
    return sizes.kvHeads() * (whole + rest);
  }

  /** How its keys and values are kept. */
  KvFormat format() {
    return format;
  }

  /** How many positions there is room for. */
  public int capacity() {
    return capacity;
  }

  /**
   * Checks that all that tokens see is kept, whatever was run behind them.
   *
   * @param position of the first of them in this cache
   * @param next one more than that of the last
   * @throws IllegalArgumentException if it is not
   */
  void requireKept(int position, int next) {
    for (int layer = 0; layer < tiles.length; layer++) {
      int first = sizes.positions().firstSeen(layer, position) / KvTile.POSITIONS;
      int last = (Math.max(end, next) - 1) / KvTile.POSITIONS;
      if (last - first >= tiles[layer][0].length) {
        throw new IllegalArgumentException(
            "Cannot run position %s: keys and values before it are no longer kept, since position %s was run. Begin another sequence."
                .formatted(position, Math.max(end, next) - 1));
      }
    }
  }

  /** Notes that positions up to {@code next} are run. */
  void extend(int next) {
    end = Math.max(end, next);
  }

  /** The tile of a head that holds a position. */
  KvTile tile(int layer, int head, int position) {
    KvTile[] own = tiles[inOneStep ? 0 : layer][head];
    return own[position / KvTile.POSITIONS % own.length];
  }

  /** Stores a row of the key and value products, all heads of which lie from {@code start}. */
  void store(int layer, int position, float[] key, float[] value, int start) {
    for (int head = 0; head < sizes.kvHeads(); head++) {
      tile(layer, head, position)
          .store(position % KvTile.POSITIONS, key, value, start + head * sizes.headWidth());
    }
  }
}
