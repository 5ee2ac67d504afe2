package io.tramontane.jobs.report;

import io.tramontane.schema.RunManifest;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A finished run as one page of HTML, which needs nothing beside itself: style, script and the
 * chart library are in it, and it loads nothing.
 *
 * <p>The page is {@code report.mustache}, filled from a {@link ReportPage}. Everything that comes
 * from a run is escaped there: identities, labels and settings may hold anything. No text of a
 * document is in it.
 */
public final class RunReport {
  private RunReport() {}

  /**
   * The page. Reads all rows once, a few columns of them, with Spark.
   *
   * @param rows the run's rows, under the schema of {@link io.tramontane.schema.Enrichment}
   * @param manifest the run's figures
   */
  public static String render(Dataset<Row> rows, RunManifest manifest) {
    return new ReportPage(manifest, RowFigures.of(rows)).render("report");
  }
}
