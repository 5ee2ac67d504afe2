package io.tramontane.generate;

import java.io.Serializable;

/**
 * How a token is chosen from the logits.
 *
 * @param temperature 0 takes the most probable token (the lowest id among equals); above 0 divides
 *     the logits before the softmax
 * @param topP in (0, 1]: sample from the smallest set of most probable tokens whose probabilities
 *     reach this sum
 * @param seed with the number of the generated token it determines each draw, and nothing else does
 */
public record Sampling(float temperature, float topP, long seed) implements Serializable {
  /** Always the most probable token. */
  public static final Sampling GREEDY = new Sampling(0, 1, 0);

  public Sampling {
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new IllegalArgumentException(
          "Cannot sample at temperature " + temperature + ": it is outside 0 to 100.");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException(
          "Cannot sample with top-p " + topP + ": it is outside (0, 1].");
    }
  }
}
