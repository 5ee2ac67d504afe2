package io.tramontane.transformer;

import io.tramontane.tensor.Exponential;

/**
 * Which experts each row visits, and how much each counts: the {@code used} highest router logits
 * (the lower expert among equals), weighted by the softmax over the chosen.
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

  Routing(float[] routerLogits, int rows, int experts, int used) {
    this.used = used;
    this.rowOfPair = new int[rows * used];
    this.firstPair = new int[experts + 1];
    this.pairs = new int[rows * used];
    this.weights = new float[rows * used];
    int[] chosen = new int[rows * used];
    for (int row = 0; row < rows; row++) {
      choose(routerLogits, row * experts, experts, chosen, row * used);
    }
    number(chosen, rows, experts);
  }

  private void choose(float[] logits, int start, int experts, int[] chosen, int offset) {
    boolean[] taken = new boolean[experts];
    float highest = 0;
    for (int i = 0; i < used; i++) {
      int best = -1;
      for (int e = 0; e < experts; e++) {
        if (!taken[e] && (best < 0 || logits[start + e] > logits[start + best])) {
          best = e;
        }
      }
      taken[best] = true;
      if (i == 0) {
        highest = logits[start + best];
      }
    }
    float sum = 0;
    int i = 0;
    for (int e = 0; e < experts; e++) {
      if (taken[e]) {
        chosen[offset + i] = e;
        weights[offset + i] = Exponential.exp(logits[start + e] - highest);
        sum += weights[offset + i];
        i++;
      }
    }
    for (i = 0; i < used; i++) {
      weights[offset + i] /= sum;
    }
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
