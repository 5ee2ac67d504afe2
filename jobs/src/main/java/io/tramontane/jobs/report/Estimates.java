package io.tramontane.jobs.report;

import io.tramontane.evaluation.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures of an evaluation for people: three decimals, which is more than most samples tell. */
final class Estimates {
  /** What stands for a figure that does not exist. */
  static final String NONE = "–";

  private Estimates() {}

  static String figure(@Nullable Double value) {
    return value == null || value.isNaN() ? NONE : String.format(Locale.ROOT, "%.3f", value);
  }

  static String interval(@Nullable Estimate estimate) {
    return estimate == null ? NONE : figure(estimate.low()) + " to " + figure(estimate.high());
  }

  static String value(@Nullable Estimate estimate) {
    return estimate == null ? NONE : figure(estimate.value());
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
