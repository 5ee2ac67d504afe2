package io.tramontane.transformer;

import io.tramontane.tensor.Exponential;
import java.util.Arrays;

/**
 * Which experts each row visits, and how much each counts. Among equals the lower expert is chosen.
 *
 * <p>A visit of a row to an expert is a pair. Pairs are numbered expert by expert, and within an
 * expert row by row, so that an expert's pairs are consecutive.
 */
final class Routing {
  final int used;

  /** For pair p the row that it belongs to. */
  final int[] rowOfPair;

  /** Expert e has the pairs from {@code firstPair[e]} to {@code firstPair[e + 1] - 1}. */
  final int[] firstPair;

  /** Row r has the pairs {@code pairs[r * used + i]}, by ascending expert. */
  final int[] pairs;

  /** The weights of the same. */
  final float[] weights;

  private Routing(int rows, int experts, int used) {
    this.used = used;
    this.rowOfPair = new int[rows * used];
    this.firstPair = new int[experts + 1];
    this.pairs = new int[rows * used];
    this.weights = new float[rows * used];
  }

  /** Every row visits the only expert, with weight 1. */
  static Routing toOneExpert(int rows) {
    Routing routing = new Routing(rows, 1, 1);
    Arrays.fill(routing.weights, 1f);
    routing.number(new int[rows], rows, 1);
    return routing;
  }

  /**
   * As a router says.
   *
   * @param logits its logits, {@code rows} rows of {@code experts}
   * @param used how many experts each row visits
   */
  static Routing by(
      Router router, float[] logits, int rows, int experts, int used, Compute compute) {
    Routing routing = new Routing(rows, experts, used);
    int[] chosen = new int[rows * used];
    compute.forEachRow(rows, row -> routing.choose(router, logits, row, experts, chosen));
    routing.number(chosen, rows, experts);
    return routing;
  }

  private void choose(Router router, float[] logits, int row, int experts, int[] chosen) {
    int start = row * experts;
    boolean[] taken = new boolean[experts];
    float highest = logits[start + takeHighest(logits, start, taken)];
    for (int i = 1; i < used; i++) {
      takeHighest(logits, start, taken);
    }
    float sum = 0;
    int next = row * used;
    for (int e = 0; e < experts; e++) {
      if (!taken[e] && router == Router.SOFTMAX_OF_CHOSEN) {
        continue;
      }
      float power = Exponential.exp(logits[start + e] - highest);
      sum += power;
      if (taken[e]) {
        chosen[next] = e;
        weights[next++] = power;
      }
    }
    for (int i = row * used; i < next; i++) {
      weights[i] /= sum;
    }
  }

  /** The expert with the highest logit of those that were not taken; it is now. */
  private static int takeHighest(float[] logits, int start, boolean[] taken) {
    int best = -1;
    for (int e = 0; e < taken.length; e++) {
      if (!taken[e] && (best < 0 || logits[start + e] > logits[start + best])) {
        best = e;
      }
    }
    taken[best] = true;
    return best;
  }

  private void number(int[] chosen, int rows, int experts) {
    for (int expert : chosen) {
      firstPair[expert + 1]++;
    }
    for (int e = 0; e < experts; e++) {
      firstPair[e + 1] += firstPair[e];
    }
    int[] next = firstPair.clone();
    for (int row = 0; row < rows; row++) {
      for (int i = row * used; i < (row + 1) * used; i++) {
        int pair = next[chosen[i]]++;
        pairs[i] = pair;
        rowOfPair[pair] = row;
      }
    }
  }
}
