package io.tramontane.transformer;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.tensor.Kernel;

/**
 * Keys and values of one run of positions, all layers, in tiles of {@value KvTile#POSITIONS}
 * positions of one head.
 *
 * <p>Not thread-safe for writing; the forward pass writes each position once, then only reads it.
 */
public final class KvCache {
  private final HyperParameters sizes;
  private final KvFormat format;
  private final int capacity;

  /** By layer, head, and position over {@value KvTile#POSITIONS}. */
  private final KvTile[][][] tiles;

  private KvCache(HyperParameters sizes, KvFormat format, int capacity, int storedLayers) {
    this.sizes = sizes;
    this.format = format;
    this.capacity = capacity;
    requireMemory(capacity, storedLayers * bytesOfOneStep(sizes, format, capacity));
    this.tiles = new KvTile[storedLayers][sizes.kvHeads()][tileCount(capacity)];
    for (KvTile[][] layer : tiles) {
      for (KvTile[] head : layer) {
        for (int i = 0; i < head.length; i++) {
          head[i] = KvTile.of(format, tileWidth(capacity, i), sizes.headWidth());
        }
      }
    }
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

  private static int tileWidth(int capacity, int index) {
    return Kernel.roundUp(Math.min(KvTile.POSITIONS, capacity - index * KvTile.POSITIONS));
  }

  /**
   * A cache that keeps every layer, for sequences that are continued by later steps.
   *
   * @throws InsufficientResourcesException if it is larger than all memory that Java may use
   */
  public static KvCache forAllLayers(HyperParameters sizes, KvFormat format, int capacity) {
    return new KvCache(sizes, format, capacity, sizes.layers());
  }

  /**
   * A cache that keeps only the layer being computed, for sequences that begin and end within one
   * step.
   *
   * @throws InsufficientResourcesException if it is larger than all memory that Java may use
   */
  public static KvCache forOneStep(HyperParameters sizes, KvFormat format, int capacity) {
    return new KvCache(sizes, format, capacity, 1);
  }

  /** The bytes that {@link #forAllLayers} takes. */
  public static long bytes(HyperParameters sizes, KvFormat format, int capacity) {
    return sizes.layers() * bytesOfOneStep(sizes, format, capacity);
  }

  /** The bytes that {@link #forAllLayers} takes for each position of a whole tile. */
  public static long bytesOfToken(HyperParameters sizes, KvFormat format) {
    return bytes(sizes, format, KvTile.POSITIONS) / KvTile.POSITIONS;
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

  /** The tile of a head that holds a position. */
  KvTile tile(int layer, int head, int position) {
    return tiles[tiles.length == 1 ? 0 : layer][head][position / KvTile.POSITIONS];
  }

  /** Stores a row of the key and value products, all heads of which lie from {@code start}. */
  void store(int layer, int position, float[] key, float[] value, int start) {
    for (int head = 0; head < sizes.kvHeads(); head++) {
      tile(layer, head, position)
          .store(position % KvTile.POSITIONS, key, value, start + head * sizes.headWidth());
    }
  }
}
