package io.tramontane.jobs.report;

import io.tramontane.failure.Secrets;
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
 * What the report counts in a run's rows, in one pass of Spark over them. Its size is bounded by
 * the model's context length, the labels and the kinds of errors, whatever the number of rows. It
 * holds identities of documents, but none of their text.
 */
final class RowStats implements Serializable {
  private static final int MAX_IDENTITIES = 20;

  private final SortedMap<Integer, Long> promptTokens = new TreeMap<>();
  private final SortedMap<Integer, Long> completionTokens = new TreeMap<>();
  private final Map<String, Long> labels = new HashMap<>();
  private final SortedMap<String, SortedSet<String>> failed = new TreeMap<>();

  private RowStats() {}

  /**
   * Counts rows.
   *
   * @param rows of any task
   */
  static RowStats of(Dataset<Row> rows) {
    // Without scores, the output is generated text.
    boolean scored = List.of(rows.columns()).contains("scores");
    return rows.selectExpr(
            "doc_id",
            "error.kind",
            (scored ? "if(scores is null, null, output)" : "cast(null as string)") + " as label",
            "prompt_tokens",
            "completion_tokens")
        .toJavaRDD()
        .treeAggregate(new RowStats(), RowStats::add, RowStats::plus);
  }

  /** Documents without an error, by the tokens read for them. */
  TokenDistribution promptTokens() {
    return new TokenDistribution(promptTokens);
  }

  /** Documents without an error, by the tokens generated for them. */
  TokenDistribution completionTokens() {
    return new TokenDistribution(completionTokens);
  }

  /** Documents by their most probable label, as it may be told; empty if answers are no labels. */
  Map<String, Long> labels() {
    Map<String, Long> told = new HashMap<>();
    labels.forEach((label, rows) -> told.merge(Secrets.mask(label), rows, Long::sum));
    return told;
  }

  /** The first identities of documents with this kind of error, sorted; at most 20. */
  List<String> failed(String kind) {
    return List.copyOf(failed.getOrDefault(kind, new TreeSet<>()));
  }

  private RowStats add(Row row) {
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
    if (identities.size() > MAX_IDENTITIES) {
      identities.remove(identities.last());
    }
  }

  private RowStats plus(RowStats other) {
    other.promptTokens.forEach((tokens, rows) -> promptTokens.merge(tokens, rows, Long::sum));
    other.completionTokens.forEach(
        (tokens, rows) -> completionTokens.merge(tokens, rows, Long::sum));
    other.labels.forEach((label, rows) -> labels.merge(label, rows, Long::sum));
    other.failed.forEach(
        (kind, identities) -> identities.forEach(identity -> addFailed(kind, identity)));
    return this;
  }
}
