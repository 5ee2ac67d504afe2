package io.tramontane.jobs.report;

import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import java.util.Locale;

/**
 * By how much a run differs from another, and what that says.
 *
 * @param value the run's figure less the other's
 * @param low where the 95% interval of this begins
 * @param high where it ends
 * @param verdict what the interval says
 * @param words the same as a sentence's end
 */
public record Difference(double value, double low, double high, Verdict verdict, String words) {
  /** What an interval says. */
  public enum Verdict {
    /** All of the interval is on the better side of no difference. */
    BETTER,
    /** All of the interval is on the worse side of no difference. */
    WORSE,
    /**
     * No difference is within the interval, so neither is shown. This does not show that there is
     * none.
     */
    NO_DIFFERENCE_SHOWN,
    /** Not one sample shows a difference. */
    SAME;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the difference in a measure says. */
  public static Difference of(Metric measure, Estimate difference) {
    double sign = measure.higherIsBetter() ? 1 : -1;
    double worst = Math.min(sign * difference.low(), sign * difference.high());
    double best = Math.max(sign * difference.low(), sign * difference.high());
    Verdict verdict = verdict(worst, best);
    return new Difference(
        difference.value(),
        difference.low(),
        difference.high(),
        verdict,
        words(verdict, worst, best));
  }

  private static Verdict verdict(double worst, double best) {
    if (worst == 0 && best == 0) {
      return Verdict.SAME;
    }
    if (worst > 0) {
      return Verdict.BETTER;
    }
    return best < 0 ? Verdict.WORSE : Verdict.NO_DIFFERENCE_SHOWN;
  }

  private static String words(Verdict verdict, double worst, double best) {
    return switch (verdict) {
      case BETTER -> format("better, by %.3f to %.3f", worst, best);
      case WORSE -> format("worse, by %.3f to %.3f", -best, -worst);
      case NO_DIFFERENCE_SHOWN ->
          format(
              "no difference shown at this size; it may be from %.3f worse to %.3f better",
              Math.max(0, -worst), Math.max(0, best));
      case SAME -> "the same";
    };
  }

  private static String format(String words, double from, double to) {
    return String.format(Locale.ROOT, words, from, to);
  }
}
