package io.tramontane.transformer;

import io.tramontane.gguf.MetadataValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model's rotary position embedding is stretched to contexts longer than those that it was
 * first trained on. Immutable.
 */
public sealed interface RopeScaling {
  /**
   * The frequency, in radians a position, at which a pair of elements rotates.
   *
   * @param frequency what it would be without scaling
   * @param pair its number within a head, from 0
   * @param width how many elements of a head rotate
   * @param base of the frequencies
   */
  double scale(double frequency, int pair, int width, float base);

  /** What cosines and sines are multiplied by. */
  double magnitude();

  /** What a GGUF file says of it, each key without the architecture's name. */
  Map<String, MetadataValue> metadata();

  /** Reads and checks it. A factor counts where no type is given, as in llama.cpp; 0 means 1. */
  static RopeScaling of(Architecture architecture, ArchitectureKeys keys) {
    String type = keys.string("rope.scaling.type", "linear");
    float older = keys.floatValue("rope.scale_linear", 0f);
    float stored = keys.floatValue("rope.scaling.factor", older);
    float factor = stored == 0 ? 1 : stored;
    keys.requirePositive("rope.scaling.factor", factor);
    switch (type) {
      case "none" -> {
        return new None();
      }
      case "linear" -> {
        return factor == 1 ? new None() : new Linear(factor);
      }
      case "yarn" -> {
        return Yarn.of(architecture, keys, factor);
      }
      default -> {
        keys.misfit("rope.scaling.type", type, "none, linear or yarn");
        return new None();
      }
    }
  }

  /** Nothing is stretched. */
  record None() implements RopeScaling {
    @Override
    public double scale(double frequency, int pair, int width, float base) {
      return frequency;
    }

    @Override
    public double magnitude() {
      return 1;
    }

    @Override
    public Map<String, MetadataValue> metadata() {
      return Map.of();
    }
  }

  /**
   * All frequencies are divided by a factor (Chen et al., "Extending Context Window of Large
   * Language Models via Positional Interpolation", 2023).
   */
  record Linear(float factor) implements RopeScaling {
    @Override
    public double scale(double frequency, int pair, int width, float base) {
      return frequency / factor;
    }

    @Override
    public double magnitude() {
      return 1;
    }

    @Override
    public Map<String, MetadataValue> metadata() {
      return Map.of(
          "rope.scaling.type",
          MetadataValue.string("linear"),
          "rope.scaling.factor",
          MetadataValue.float32(factor));
    }
  }

  /**
   * Low frequencies are divided by a factor and high ones kept, with a ramp between them (Peng et
   * al., "YaRN: Efficient Context Window Extension of Large Language Models", 2023).
   *
   * @param originalContext how many positions the context had before
   * @param betaFast how often a pair turns in these at the ramp's upper end
   * @param betaSlow and at its lower end
   * @param logMultiplier how much of the growth in magnitude the weights make up for: 0 nothing, 1
   *     all of it
   * @param roundsCorners whether the ramp begins and ends at whole pairs, as by the paper's own
   *     code and by llama.cpp
   */
  record Yarn(
      float factor,
      int originalContext,
      float betaFast,
      float betaSlow,
      float logMultiplier,
      boolean roundsCorners)
      implements RopeScaling {
    /** Keeps the ramp's ends apart. */
    private static final double SHORTEST_RAMP = 0.001;

    private static Yarn of(Architecture architecture, ArchitectureKeys keys, float factor) {
      Yarn read =
          new Yarn(
              factor,
              keys.integer("rope.scaling.original_context_length"),
              keys.floatValue("rope.scaling.yarn_beta_fast", 32f),
              keys.floatValue("rope.scaling.yarn_beta_slow", 1f),
              keys.floatValue("rope.scaling.yarn_log_multiplier", 0f),
              architecture.roundsYarnCorners());
      keys.requirePositive("rope.scaling.original_context_length", read.originalContext);
      keys.requirePositive("rope.scaling.yarn_beta_fast", read.betaFast);
      keys.requirePositive("rope.scaling.yarn_beta_slow", read.betaSlow);
      keys.requireFrom0("rope.scaling.yarn_log_multiplier", read.logMultiplier);
      return read;
    }

    @Override
    public double scale(double frequency, int pair, int width, float base) {
      double fastest = pairThatTurns(betaFast, width, base);
      double slowest = pairThatTurns(betaSlow, width, base);
      double low = Math.max(0, roundsCorners ? Math.floor(fastest) : fastest);
      double high = Math.min(width - 1, roundsCorners ? Math.ceil(slowest) : slowest);
      double ramp = (pair - low) / Math.max(SHORTEST_RAMP, high - low);
      double scaled = Math.min(1, Math.max(0, ramp));
      return frequency / factor * scaled + frequency * (1 - scaled);
    }

    /** Which pair, were there fractions of them, turns so often in the original context. */
    private double pairThatTurns(float times, int width, float base) {
      return width
          * StrictMath.log(originalContext / (2 * Math.PI * times))
          / (2 * StrictMath.log(base));
    }

    @Override
    public double magnitude() {
      return magnitude(1) / magnitude(logMultiplier);
    }

    private double magnitude(double multiplier) {
      return factor <= 1 ? 1 : 0.1 * multiplier * StrictMath.log(factor) + 1;
    }

    @Override
    public Map<String, MetadataValue> metadata() {
      Map<String, MetadataValue> metadata = new LinkedHashMap<>();
      metadata.put("rope.scaling.type", MetadataValue.string("yarn"));
      metadata.put("rope.scaling.factor", MetadataValue.float32(factor));
      metadata.put("rope.scaling.original_context_length", MetadataValue.uint32(originalContext));
      metadata.put("rope.scaling.yarn_beta_fast", MetadataValue.float32(betaFast));
      metadata.put("rope.scaling.yarn_beta_slow", MetadataValue.float32(betaSlow));
      metadata.put("rope.scaling.yarn_log_multiplier", MetadataValue.float32(logMultiplier));
      return metadata;
    }
  }
}
