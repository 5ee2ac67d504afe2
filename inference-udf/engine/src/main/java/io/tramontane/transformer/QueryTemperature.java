package io.tramontane.transformer;

/**
 * How queries grow with their position, so that attention stays sharp in long contexts: a query at
 * position p is multiplied by {@code 1 + scale * ln(1 + floor(p / length))}.
 *
 * @param scale 0 where queries do not grow
 * @param length positions without growth, at least 1
 */
public record QueryTemperature(float scale, int length) {
  /** Queries do not grow. */
  public static final QueryTemperature NONE = new QueryTemperature(0, 1);

  /** Reads and checks it. */
  static QueryTemperature of(ArchitectureKeys keys) {
    float scale = keys.floatValue("attention.temperature_scale", 0f);
    keys.requireFrom0("attention.temperature_scale", scale);
    if (!(scale > 0)) {
      return NONE;
    }
    int length = keys.integer("rope.scaling.original_context_length");
    keys.requirePositive("rope.scaling.original_context_length", length);
    return new QueryTemperature(scale, Math.max(1, length));
  }

  /** What a query at a position is multiplied by. */
  float at(int position) {
    return scale == 0 ? 1 : (float) (1 + scale * StrictMath.log(1 + position / length));
  }
}
