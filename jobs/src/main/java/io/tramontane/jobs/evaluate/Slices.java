package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.Bootstrap;
import io.tramontane.evaluation.Scores;
import io.tramontane.jobs.report.Evaluation.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Metrics of parts of the evaluated documents: by length, and by the values of a column. */
final class Slices {
  /** Quarters of fewer documents say nothing. */
  private static final int MIN_DOCUMENTS = 20;

  private static final int QUARTERS = 4;

  private final DocumentMetrics metrics;
  private final int[] evaluated;
  private final Scores scores;

  Slices(DocumentMetrics metrics, int[] evaluated, Scores scores) {
    this.metrics = metrics;
    this.evaluated = evaluated;
    this.scores = scores;
  }

  /**
   * Quarters of about equally many documents, the shortest first; none if there are few documents.
   */
  List<Slice> byLength() {
    if (evaluated.length < MIN_DOCUMENTS) {
      return List.of();
    }
    int[] lengths = Arrays.stream(evaluated).map(metrics::length).sorted().toArray();
    List<Slice> slices = new ArrayList<>();
    int above = -1;
    for (int quarter = 1; quarter <= QUARTERS; quarter++) {
      int from = above;
      int to = lengths[quarter * lengths.length / QUARTERS - 1];
      slice(
              "length",
              name(
                  Arrays.stream(lengths).filter(length -> length > from).findFirst().orElse(to),
                  to),
              document -> metrics.length(document) > from && metrics.length(document) <= to)
          .ifPresent(slices::add);
      above = to;
    }
    return slices;
  }

  private static String name(int from, int to) {
    return String.format(Locale.ROOT, "%,d to %,d characters", from, to);
  }

  /**
   * A slice for each value, then one for other values and one for documents without a value.
   *
   * @param column the column's name
   * @param values by their index in {@link DocumentMetrics#slice}
   */
  List<Slice> byColumn(String column, List<String> values) {
    List<Slice> slices = new ArrayList<>();
    IntStream.range(0, values.size())
        .forEach(value -> addSlice(column, values.get(value), value, slices));
    addSlice(column, "(other values)", DocumentMetrics.OTHER_SLICE, slices);
    addSlice(column, "(no value)", DocumentMetrics.NO_SLICE, slices);
    return slices;
  }

  private void addSlice(String by, String name, int index, List<Slice> slices) {
    slice(by, name, document -> metrics.slice(document) == index).ifPresent(slices::add);
  }

  private Optional<Slice> slice(String by, String name, IntPredicate has) {
    int[] documents = Arrays.stream(evaluated).filter(has).toArray();
    return documents.length == 0
        ? Optional.empty()
        : Optional.of(
            new Slice(by, name, documents.length, Bootstrap.estimates(scores, documents)));
  }
}
