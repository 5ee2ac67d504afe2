package io.tramontane.jobs.report;

import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import java.util.Locale;

/**
 * By how much a run differs from another in one metric, and what follows from that.
 *
 * @param value the run's metric minus the other's
 * @param low the lower end of the difference's 95% interval
 * @param high its upper end
 * @param verdict what the interval shows
 * @param words the verdict in words, as the end of a sentence
 */
public record Difference(double value, double low, double high, Verdict verdict, String words) {
  /** What an interval shows. */
  public enum Verdict {
    /** The whole interval is on the better side of 0. */
    BETTER,
    /** The whole interval is on the worse side of 0. */
    WORSE,
    /** The interval contains 0. This does not show that there is no difference. */
    NO_DIFFERENCE_SHOWN,
    /** No sample shows a difference. */
    SAME;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The verdict on a difference in a metric. */
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
