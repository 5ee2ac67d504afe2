package io.tramontane.jobs.report;

import io.tramontane.schema.Enrichment;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/**
 * Result rows as text, one to a line.
 *
 * @param rows of any task, in the order to show
 */
public record RowTable(List<Row> rows) {
  private static final int ID_WIDTH = 24;
  private static final int OUTPUT_WIDTH = 90;
  private static final Set<String> COMMON =
      Enrichment.getClassSchema().getFields().stream()
          .map(Schema.Field::name)
          .collect(Collectors.toSet());

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
                Locale.ROOT,
                "%-" + ID_WIDTH + "s  %5s  %s",
                cut(document, ID_WIDTH),
                probability,
                cut(result, OUTPUT_WIDTH))
            .stripTrailing()
        + "\n";
  }

  private static String probability(Row row) {
    if (!has(row, "scores")) {
      return "";
    }
    Row best = row.<Row>getList(row.fieldIndex("scores")).get(0);
    return String.format(Locale.ROOT, "%.0f %%", 100 * best.<Double>getAs("probability"));
  }

  private static String result(Row row) {
    Row error = row.getAs("error");
    if (error != null) {
      return "error: " + error.getString(0);
    }
    String output = has(row, "output") ? row.getAs("output") : ownColumns(row);
    return output.strip().replaceAll("\\s+", " ");
  }

  private static boolean has(Row row, String column) {
    return List.of(row.schema().fieldNames()).contains(column)
        && !row.isNullAt(row.fieldIndex(column));
  }

  /** As JSON, where there is no one text that stands for them. */
  private static String ownColumns(Row row) {
    List<String> names =
        Stream.of(row.schema().fieldNames()).filter(name -> !COMMON.contains(name)).toList();
    StructType type = new StructType();
    for (String name : names) {
      type = type.add(row.schema().apply(name));
    }
    return new GenericRowWithSchema(names.stream().map(row::<Object>getAs).toArray(), type).json();
  }

  private static String cut(String text, int width) {
    return text.codePointCount(0, text.length()) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }
}
