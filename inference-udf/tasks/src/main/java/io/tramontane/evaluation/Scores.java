package io.tramontane.evaluation;

import java.util.List;

/**
 * How good a run's answers are, for any selection of its documents. Documents are identified by
 * their index, from 0. Thread-safe.
 */
public interface Scores {
  /** The metrics, in the order in which they are shown. */
  List<Metric> metrics();

  /** The one of {@link #metrics} to show where there is room for only one. */
  Metric mainMetric();

  /**
   * Each metric over some documents, in the order of {@link #metrics}; NaN where a metric is not
   * defined over these documents. Takes time proportional to their number.
   *
   * @param documents by index; each may occur any number of times
   */
  double[] over(int[] documents);
}
