package io.tramontane.jobs.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of a report, and the table that it is drawn from.
 *
 * @param kind how it is drawn
 * @param title what it shows
 * @param note what the reader has to know
 * @param category what the points' names mean
 * @param unit what the points' values mean
 * @param points from left to right or from top to bottom
 */
record ReportChart(
    Kind kind, String title, String note, String category, String unit, List<Point> points) {
  /** How a chart is drawn; the page's script knows them by these names. */
  enum Kind {
    /** A line over time. */
    LINE,
    /** Vertical columns without gaps: a histogram. */
    COLUMNS,
    /** Horizontal bars, which leave room for long names. */
    BARS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One value.
   *
   * @param name of the point
   * @param value for the script
   * @param text the value for people
   */
  record Point(String name, String value, String text) {
    static Point of(String name, long value) {
      return new Point(name, String.valueOf(value), NumberFormats.grouped(value));
    }

    static Point of(String name, double value) {
      return new Point(name, String.valueOf(value), String.format(Locale.ROOT, "%,.1f", value));
    }
  }

  ReportChart {
    points = List.copyOf(points);
  }
}
