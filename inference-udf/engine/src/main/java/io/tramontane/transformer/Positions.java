package io.tramontane.transformer;

import io.tramontane.gguf.MetadataValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What attention makes of positions: how it encodes them, and how far it looks. Immutable.
 *
 * @param ropeWidth how many leading elements of a head rotate, even
 * @param ropeBase the base of the rotation's frequencies
 * @param scaling how the rotation is stretched
 * @param temperature how queries grow
 * @param window how many positions a token sees, its own included; {@link #ALL} without a sliding
 *     window
 */
public record Positions(
    int ropeWidth, float ropeBase, RopeScaling scaling, QueryTemperature temperature, int window) {
  /** Of {@code window}: a token sees all before it. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Rotation alone, as in Mixtral. */
  public static Positions rotating(int ropeWidth, float ropeBase) {
    return new Positions(ropeWidth, ropeBase, new RopeScaling.None(), QueryTemperature.NONE, ALL);
  }

  /** Reads and checks it. */
  static Positions of(ArchitectureKeys keys, int headWidth) {
    Positions read =
        new Positions(
            keys.integer("rope.dimension_count", headWidth),
            keys.floatValue("rope.freq_base", 10_000f),
            RopeScaling.of(keys),
            QueryTemperature.of(keys),
            window(keys));
    if (read.ropeWidth < 0 || read.ropeWidth > headWidth || read.ropeWidth % 2 != 0) {
      keys.misfit(
          "rope.dimension_count", read.ropeWidth, "an even number up to the head's " + headWidth);
    }
    keys.requirePositive("rope.freq_base", read.ropeBase);
    return read;
  }

  private static int window(ArchitectureKeys keys) {
    int stored = keys.integer("attention.sliding_window", UnrecordedWindow.of(keys));
    keys.requireFrom0("attention.sliding_window", stored);
    return stored == 0 ? ALL : stored;
  }

  /** Whether there is a sliding window. */
  public boolean isWindowed() {
    return window < ALL;
  }

  /** The first position that a token at some position sees. */
  int firstSeen(int position) {
    return Math.max(0, position - window + 1);
  }

  /** What a GGUF file says of it, each key without the architecture's name. */
  public Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("rope.dimension_count", MetadataValue.uint32(ropeWidth));
    metadata.put("rope.freq_base", MetadataValue.float32(ropeBase));
    metadata.putAll(scaling.metadata());
    if (!temperature.equals(QueryTemperature.NONE)) {
      metadata.put("attention.temperature_scale", MetadataValue.float32(temperature.scale()));
      metadata.put(
          "rope.scaling.original_context_length", MetadataValue.uint32(temperature.length()));
    }
    if (isWindowed()) {
      metadata.put("attention.sliding_window", MetadataValue.uint32(window));
    }
    return metadata;
  }
}
