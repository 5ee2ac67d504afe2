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

/** The evaluated documents in parts: by length, and by the values of a column. */
final class Slices {
  /** Of fewer documents, quarters say nothing. */
  private static final int MIN_DOCUMENTS = 20;

  private static final int QUARTERS = 4;

  private final DocumentNumbers numbers;
  private final int[] evaluated;
  private final Scores scores;

  Slices(DocumentNumbers numbers, int[] evaluated, Scores scores) {
    this.numbers = numbers;
    this.evaluated = evaluated;
    this.scores = scores;
  }

  /** Quarters of about equally many documents, the shortest first; none of few documents. */
  List<Slice> byLength() {
    if (evaluated.length < MIN_DOCUMENTS) {
      return List.of();
    }
    int[] lengths = Arrays.stream(evaluated).map(numbers::length).sorted().toArray();
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
              document -> numbers.length(document) > from && numbers.length(document) <= to)
          .ifPresent(slices::add);
      above = to;
    }
    return slices;
  }

  private static String name(int from, int to) {
    return String.format(Locale.ROOT, "%,d to %,d characters", from, to);
  }

  /**
   * A slice for each value, then those of the documents with other values and with none.
   *
   * @param column its name
   * @param values by the index that the numbers have
   */
  List<Slice> byColumn(String column, List<String> values) {
    List<Slice> slices = new ArrayList<>();
    IntStream.range(0, values.size())
        .forEach(value -> addSlice(column, values.get(value), value, slices));
    addSlice(column, "(other values)", DocumentNumbers.OTHER_SLICE, slices);
    addSlice(column, "(no value)", DocumentNumbers.NO_SLICE, slices);
    return slices;
  }

  private void addSlice(String by, String name, int index, List<Slice> slices) {
    slice(by, name, document -> numbers.slice(document) == index).ifPresent(slices::add);
  }

  private Optional<Slice> slice(String by, String name, IntPredicate has) {
    int[] documents = Arrays.stream(evaluated).filter(has).toArray();
    return documents.length == 0
        ? Optional.empty()
        : Optional.of(
            new Slice(by, name, documents.length, Bootstrap.estimates(scores, documents)));
  }
}
