package io.tramontane.transformer;

import io.tramontane.gguf.MetadataValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What attention makes of positions: how it encodes them, and how far it looks. Immutable.
 *
 * @param ropeWidth how many leading elements of a head rotate, even; 0 where nothing does
 * @param ropeBase the base of the rotation's frequencies
 * @param scaling how the rotation is stretched
 * @param temperature how queries grow
 * @param window how far back tokens see, and in which layers
 */
public record Positions(
    int ropeWidth,
    float ropeBase,
    RopeScaling scaling,
    QueryTemperature temperature,
    SlidingWindow window) {
  /** Rotation alone, as in Mixtral. */
  public static Positions rotating(int ropeWidth, float ropeBase) {
    return new Positions(
        ropeWidth, ropeBase, new RopeScaling.None(), QueryTemperature.NONE, SlidingWindow.NONE);
  }

  /** Reads and checks it. */
  static Positions of(Architecture architecture, ArchitectureKeys keys, int headWidth) {
    int ropeWidth = keys.integer("rope.dimension_count", headWidth);
    Positions read =
        new Positions(
            rotates(architecture, keys) ? ropeWidth : 0,
            keys.floatValue("rope.freq_base", 10_000f),
            RopeScaling.of(architecture, keys),
            QueryTemperature.of(keys),
            window(architecture, keys));
    if (ropeWidth < 2 || ropeWidth > headWidth || ropeWidth % 2 != 0) {
      keys.misfit(
          "rope.dimension_count", ropeWidth, "an even number up to the head's " + headWidth);
    }
    keys.requirePositive("rope.freq_base", read.ropeBase);
    return read;
  }

  /** Granite's files say by a key that was meant for something else that nothing rotates. */
  private static boolean rotates(Architecture architecture, ArchitectureKeys keys) {
    return !architecture.rotationIsOptional() || keys.booleanValue("rope.scaling.finetuned", true);
  }

  private static SlidingWindow window(Architecture architecture, ArchitectureKeys keys) {
    int period = architecture.windowPeriod();
    if (period == 1) {
      return SlidingWindow.NONE;
    }
    if (period > 1) {
      int stored = keys.integer("attention.sliding_window");
      keys.requirePositive("attention.sliding_window", stored);
      return new SlidingWindow(Math.max(1, stored), period);
    }
    int unrecorded =
        BuiltInArchitectures.LLAMA.equals(architecture) ? UnrecordedWindow.of(keys) : 0;
    int stored = keys.integer("attention.sliding_window", unrecorded);
    keys.requireFrom0("attention.sliding_window", stored);
    return stored == 0 ? SlidingWindow.NONE : SlidingWindow.ofAllLayers(Math.max(1, stored));
  }

  /** Whether some layer has a sliding window. */
  public boolean isWindowed() {
    return window.length() < SlidingWindow.ALL;
  }

  /** The first position that a token at some position sees in a layer. */
  int firstSeen(int layer, int position) {
    return window.isIn(layer) ? Math.max(0, position - window.length() + 1) : 0;
  }

  /** What a GGUF file says of it, each key without the architecture's name. */
  public Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    if (ropeWidth > 0) {
      metadata.put("rope.dimension_count", MetadataValue.uint32(ropeWidth));
    } else {
      metadata.put("rope.scaling.finetuned", MetadataValue.bool(false));
    }
    metadata.put("rope.freq_base", MetadataValue.float32(ropeBase));
    metadata.putAll(scaling.metadata());
    if (!temperature.equals(QueryTemperature.NONE)) {
      metadata.put("attention.temperature_scale", MetadataValue.float32(temperature.scale()));
      metadata.put(
          "rope.scaling.original_context_length", MetadataValue.uint32(temperature.length()));
    }
    if (isWindowed()) {
      metadata.put("attention.sliding_window", MetadataValue.uint32(window.length()));
    }
    return metadata;
  }
}
