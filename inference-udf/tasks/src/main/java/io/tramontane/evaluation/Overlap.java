package io.tramontane.evaluation;

/**
 * How much of a summary is in the gold summary, and how much of the gold is in the summary.
 *
 * @param precision the matched share of the summary, in 0 to 1; 0 if there is nothing to match
 * @param recall the matched share of the gold, in 0 to 1; 0 if there is nothing to match
 */
public record Overlap(double precision, double recall) {
  /** The overlap of a missing answer with the gold. */
  public static final Overlap NONE = new Overlap(0, 0);

  static Overlap of(int matches, int inSummary, int inGold) {
    return matches == 0
        ? NONE
        : new Overlap((double) matches / inSummary, (double) matches / inGold);
  }

  /** The harmonic mean of both, in 0 to 1. */
  public double f1() {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
}
