package io.tramontane.jobs.report;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/**
 * Result rows as text, one to a line.
 *
 * @param rows with the schema of {@link io.tramontane.schema.Enrichment}, in the order to show
 */
public record RowTable(List<Row> rows) {
  private static final int ID_WIDTH = 24;
  private static final int OUTPUT_WIDTH = 90;

  public RowTable {
    rows = List.copyOf(rows);
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder(line("document", "", "result"));
    for (Row row : rows) {
      lines.append(line(row.getAs("doc_id"), probability(row), result(row)));
    }
    return lines.toString();
  }

  private static String line(String document, String probability, String result) {
    return String.format(
                "%-" + ID_WIDTH + "s  %5s  %s",
                cut(document, ID_WIDTH),
                probability,
                cut(result, OUTPUT_WIDTH))
            .stripTrailing()
        + "\n";
  }

  private static String probability(Row row) {
    int scores = row.fieldIndex("scores");
    return row.isNullAt(scores)
        ? ""
        : String.format(Locale.ROOT, "%.0f %%", 100 * row.<Row>getList(scores).get(0).getDouble(1));
  }

  private static String result(Row row) {
    Row error = row.getAs("error");
    return error != null
        ? "error: " + error.getString(0)
        : row.<String>getAs("output").strip().replaceAll("\\s+", " ");
  }

  private static String cut(String text, int width) {
    return text.codePointCount(0, text.length()) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }
}
