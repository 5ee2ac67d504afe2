package io.tramontane.jobs.report;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the report counts of a run's rows, in one pass of Spark over them. Its size is bounded by
 * the model's context, the labels and the kinds of errors, whatever the number of rows. It holds
 * identities of documents, and nothing of their text.
 */
final class RowFigures implements Serializable {
  private static final int IDENTITIES_OF_A_KIND = 20;

  private final SortedMap<Integer, Long> promptTokens = new TreeMap<>();
  private final SortedMap<Integer, Long> completionTokens = new TreeMap<>();
  private final Map<String, Long> labels = new HashMap<>();
  private final SortedMap<String, SortedSet<String>> failed = new TreeMap<>();

  private RowFigures() {}

  /**
   * Counts rows.
   *
   * @param rows of {@link io.tramontane.schema.Enrichment}
   */
  static RowFigures of(Dataset<Row> rows) {
    // The output of tasks without labels is text.
    String label = List.of(rows.columns()).contains("scores") ? "output" : "cast(null as string)";
    return rows.selectExpr(
            "doc_id",
            "error.kind",
            "if(error is null, %s, null) as label".formatted(label),
            "prompt_tokens",
            "completion_tokens")
        .toJavaRDD()
        .treeAggregate(new RowFigures(), RowFigures::add, RowFigures::plus);
  }

  /** Documents without an error, by the tokens read for them. */
  TokenDistribution promptTokens() {
    return new TokenDistribution(promptTokens);
  }

  /** Documents without an error, by the tokens generated for them. */
  TokenDistribution completionTokens() {
    return new TokenDistribution(completionTokens);
  }

  /** Documents by the most probable label; empty where the task is no classification. */
  Map<String, Long> labels() {
    return labels;
  }

  /** The first identities of documents with this kind of error, in their order; 20 at most. */
  List<String> failed(String kind) {
    return List.copyOf(failed.getOrDefault(kind, new TreeSet<>()));
  }

  private RowFigures add(Row row) {
    String kind = row.getString(1);
    if (kind != null) {
      addFailed(kind, row.getString(0));
      return this;
    }
    promptTokens.merge(row.getInt(3), 1L, Long::sum);
    completionTokens.merge(row.getInt(4), 1L, Long::sum);
    if (!row.isNullAt(2)) {
      labels.merge(row.getString(2), 1L, Long::sum);
    }
    return this;
  }

  private void addFailed(String kind, String identity) {
    SortedSet<String> identities = failed.computeIfAbsent(kind, any -> new TreeSet<>());
    identities.add(identity);
    if (identities.size() > IDENTITIES_OF_A_KIND) {
      identities.remove(identities.last());
    }
  }

  private RowFigures plus(RowFigures other) {
    other.promptTokens.forEach((tokens, rows) -> promptTokens.merge(tokens, rows, Long::sum));
    other.completionTokens.forEach(
        (tokens, rows) -> completionTokens.merge(tokens, rows, Long::sum));
    other.labels.forEach((label, rows) -> labels.merge(label, rows, Long::sum));
    other.failed.forEach(
        (kind, identities) -> identities.forEach(identity -> addFailed(kind, identity)));
    return this;
  }
}
