package io.tramontane.jobs.report;

import io.tramontane.evaluation.Estimate;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How reports show numbers and durations to people. */
final class NumberFormats {
  /** In place of a number that does not exist. */
  static final String NONE = "–";

  private NumberFormats() {}

  /** A count, such as {@code 1,234}. */
  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A metric, such as {@code 0.893}: more decimals than most samples can support. */
  static String threeDecimals(@Nullable Double value) {
    return value == null || value.isNaN() ? NONE : String.format(Locale.ROOT, "%.3f", value);
  }

  /** The value alone, without its interval. */
  static String value(@Nullable Estimate estimate) {
    return estimate == null ? NONE : threeDecimals(estimate.value());
  }

  /** Such as {@code 0.806 to 0.958}. */
  static String interval(@Nullable Estimate estimate) {
    return estimate == null
        ? NONE
        : threeDecimals(estimate.low()) + " to " + threeDecimals(estimate.high());
  }

  /** A difference, such as {@code +0.012}. */
  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }

  /** A share in 0 to 1, such as {@code 91.7 %}. */
  static String percent(double share) {
    return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Hours, minutes and seconds, such as {@code 0:12:05}. */
  static String clock(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%,d:%02d:%02d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart());
  }
}
