package io.tramontane.generate;

import io.tramontane.tensor.Kernel;
import io.tramontane.transformer.Logits;
import java.util.Arrays;

/**
 * Chooses tokens from logits. The same logits, sampling and index give the same token everywhere.
 * Stateless.
 */
public final class Sampler {
  private final Kernel kernel;

  /** A sampler that computes with a kernel; which one makes no difference to the tokens. */
  public Sampler(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * The next token.
   *
   * @param row the row of {@code logits} to choose from
   * @param index the number of the token in its completion, from 0
   */
  public int choose(Logits logits, int row, Sampling sampling, int index) {
    if (sampling.temperature() == 0) {
      return mostProbable(logits, row);
    }
    float[] weights = logits.row(row);
    float max = kernel.max(weights, 0, weights.length);
    for (int i = 0; i < weights.length; i++) {
      // The maximum is taken off first: divided by a tiny temperature it would overflow.
      weights[i] = (weights[i] - max) / sampling.temperature();
    }
    double sum = kernel.exponentiate(weights, 0, weights.length, 0f);
    double uniform = uniform(sampling.seed(), index);
    return sampling.topP() == 1
        ? inOrderOfIds(weights, uniform * sum)
        : fromNucleus(weights, sum, sampling.topP(), uniform);
  }

  private static int mostProbable(Logits logits, int row) {
    int start = logits.start(row);
    float[] values = logits.values();
    int best = 0;
    for (int id = 1; id < logits.vocabulary(); id++) {
      if (values[start + id] > values[start + best]) {
        best = id;
      }
    }
    return best;
  }

  private static int inOrderOfIds(float[] weights, double target) {
    double passed = 0;
    for (int id = 0; id < weights.length; id++) {
      passed += weights[id];
      if (passed > target) {
        return id;
      }
    }
    return weights.length - 1;
  }

  /**
   * Top-p sampling (Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020), by
   * descending weight and among equals by ascending id. Tokens that are less probable than (1 -
   * topP) / vocabulary have together less than 1 - topP, so the nucleus is reached without them.
   */
  private static int fromNucleus(float[] weights, double sum, float topP, double uniform) {
    double min = (1.0 - topP) / weights.length * sum;
    long[] candidates = new long[weights.length];
    int count = 0;
    for (int id = 0; id < weights.length; id++) {
      if (weights[id] >= min) {
        long descending = (long) Integer.MAX_VALUE - Float.floatToRawIntBits(weights[id]);
        candidates[count++] = descending << 32 | id;
      }
    }
    Arrays.sort(candidates, 0, count);
    double nucleus = 0;
    int size = 0;
    while (size < count && nucleus < topP * sum) {
      nucleus += weights[(int) candidates[size++]];
    }
    double target = uniform * nucleus;
    double passed = 0;
    for (int i = 0; i < size; i++) {
      int id = (int) candidates[i];
      passed += weights[id];
      if (passed > target) {
        return id;
      }
    }
    return (int) candidates[size - 1];
  }

  /** A number in [0, 1): SplitMix64 (Steele, Lea and Flood, 2014) at a place of its sequence. */
  private static double uniform(long seed, int index) {
    long z = seed + (index + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
