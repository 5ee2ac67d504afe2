package io.tramontane.jobs.measure;

import java.util.List;

/** A run's answers, measured against the gold. Documents are known by their index, from 0. */
public interface Scores {
  /** What is measured. */
  List<Measure> measures();

  /**
   * Each measure over some documents, of which each may occur any number of times; in the order of
   * {@link #measures}. NaN where a measure is not defined over these. Takes time in proportion to
   * their number. Can be called from several threads at a time.
   */
  double[] over(int[] documents);
}
