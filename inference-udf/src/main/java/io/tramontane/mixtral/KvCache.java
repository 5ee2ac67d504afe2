package io.tramontane.mixtral;

import io.tramontane.tensor.Kernel;

/**
 * Keys and values of one run of positions, all layers.
 *
 * <p>Keys are stored with positions contiguous, values with a head's elements contiguous: both are
 * then the right-hand matrix of a {@link Kernel#multiplyAdd}. For each layer: key element d of head
 * h at position p is {@code keys[(h * headWidth + d) * capacity + p]}, value element d is {@code
 * values[(h * capacity + p) * valueStride + d]}.
 *
 * <p>Not thread-safe for writing; the forward pass writes each position once, then only reads it.
 */
public final class KvCache {
  private final HyperParameters sizes;
  private final int capacity;
  private final float[][] keys;
  private final float[][] values;

  private KvCache(HyperParameters sizes, int capacity, int storedLayers) {
    this.sizes = sizes;
    this.capacity = Kernel.roundUp(capacity);
    this.keys = new float[storedLayers][sizes.kvWidth() * this.capacity];
    this.values = new float[storedLayers][sizes.kvHeads() * this.capacity * valueStride(sizes)];
  }

  /** A cache that keeps every layer, for sequences that are continued by later steps. */
  public static KvCache forAllLayers(HyperParameters sizes, int capacity) {
    return new KvCache(sizes, capacity, sizes.layers());
  }

  /**
   * A cache that keeps only the layer being computed, for sequences that begin and end within one
   * step.
   */
  public static KvCache forOneStep(HyperParameters sizes, int capacity) {
    return new KvCache(sizes, capacity, 1);
  }

  /** The bytes that {@link #forAllLayers} takes. */
  public static long bytes(HyperParameters sizes, int capacity) {
    return sizes.layers() * bytesOfOneStep(sizes, capacity);
  }

  /** The bytes that {@link #forOneStep} takes. */
  public static long bytesOfOneStep(HyperParameters sizes, int capacity) {
    long perPosition = sizes.kvWidth() + (long) sizes.kvHeads() * valueStride(sizes);
    return perPosition * Kernel.roundUp(capacity) * Float.BYTES;
  }

  /** How many positions there is room for. */
  public int capacity() {
    return capacity;
  }

  float[] keys(int layer) {
    return keys[keys.length == 1 ? 0 : layer];
  }

  float[] values(int layer) {
    return values[values.length == 1 ? 0 : layer];
  }

  int keyStart(int head) {
    return head * sizes.headWidth() * capacity;
  }

  int valueStart(int head) {
    return head * capacity * valueStride(sizes);
  }

  /** From one position's value to the next. */
  static int valueStride(HyperParameters sizes) {
    return Kernel.roundUp(sizes.headWidth());
  }

  /** Stores what a row of the key and value products holds, for all heads. */
  void store(int layer, int position, float[] key, int keyStart, float[] value, int valueStart) {
    float[] layerKeys = keys(layer);
    float[] layerValues = values(layer);
    int headWidth = sizes.headWidth();
    for (int i = 0; i < sizes.kvWidth(); i++) {
      layerKeys[i * capacity + position] = key[keyStart + i];
    }
    for (int head = 0; head < sizes.kvHeads(); head++) {
      System.arraycopy(
          value,
          valueStart + head * headWidth,
          layerValues,
          valueStart(head) + position * valueStride(sizes),
          headWidth);
    }
  }
}
