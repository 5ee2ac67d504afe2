package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.ClassificationScores;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A classified document as numbers. */
final class LabelNumbers implements NumbersOfDocument {
  static final int GOLD = 0;
  static final int ANSWER = 1;
  static final int PROBABILITY = 2;
  static final int OTHER_ANSWER = 3;
  static final int OTHER_PROBABILITY = 4;

  private final Map<String, Integer> labels;

  LabelNumbers(List<String> labels) {
    this.labels =
        IntStream.range(0, labels.size())
            .boxed()
            .collect(Collectors.toMap(labels::get, index -> index));
  }

  @Override
  public int count() {
    return 5;
  }

  @Override
  public Standing standing(String gold) {
    return labels.containsKey(gold) ? Standing.EVALUATED : Standing.GOLD_IS_NO_LABEL;
  }

  @Override
  public double[] of(Row document, Standing standing, String text) {
    return new double[] {
      index(document.getAs("gold")),
      index(document.getAs("output")),
      probability(document.getAs("probability")),
      index(document.getAs("other_output")),
      probability(document.getAs("other_probability"))
    };
  }

  private int index(@Nullable String label) {
    return label == null
        ? ClassificationScores.NO_ANSWER
        : labels.getOrDefault(label, ClassificationScores.NO_ANSWER);
  }

  private static double probability(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
