package io.tramontane.evaluation;

/**
 * A headline metric: one number that says how good answers are.
 *
 * @param key its name in JSON; unique among the metrics of an evaluation
 * @param label its name for people
 * @param higherIsBetter whether a higher value is a better one
 */
public record Metric(String key, String label, boolean higherIsBetter) {
  /** The key, so that a map by metric has the right keys in JSON. */
  @Override
  public String toString() {
    return key;
  }
}
