package io.tramontane.training;

/**
 * Rises evenly to a peak, then falls along a cosine to a twentieth of it.
 *
 * @param peak the highest rate
 * @param warmupTokens until when it rises
 * @param totalTokens until when it falls
 */
record LearningRate(double peak, long warmupTokens, long totalTokens) {
  private static final double LEAST = 0.05;

  /** The rate after some tokens. */
  double at(long tokens) {
    if (tokens < warmupTokens) {
      return peak * (tokens + 1) / (warmupTokens + 1);
    }
    double progress =
        Math.min(1, (tokens - warmupTokens) / (double) Math.max(1, totalTokens - warmupTokens));
    return peak * (LEAST + (1 - LEAST) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
