package io.tramontane.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Evaluates answers that are one of some labels: accuracy, F1 of each label, and calibration. */
public final class LabelEvaluator implements Evaluator {
  private static final int GOLD = 0;
  private static final int ANSWER = 1;
  private static final int PROBABILITY = 2;
  private static final int OTHER_ANSWER = 3;
  private static final int OTHER_PROBABILITY = 4;
  private static final int MEASUREMENTS = 5;

  private final List<String> labels;
  private final Map<String, Integer> indexes;

  /**
   * For a task with these labels.
   *
   * @param labels the possible answers, each once
   */
  public LabelEvaluator(List<String> labels) {
    this.labels = List.copyOf(labels);
    this.indexes =
        IntStream.range(0, labels.size())
            .boxed()
            .collect(Collectors.toMap(labels::get, index -> index));
  }

  @Override
  public String probabilityExpression() {
    return "get(scores, 0).probability";
  }

  @Override
  public GoldStatus goldStatus(String gold) {
    return indexes.containsKey(gold) ? GoldStatus.USABLE : GoldStatus.NOT_AN_ANSWER;
  }

  @Override
  public int measurements() {
    return MEASUREMENTS;
  }

  @Override
  public double[] measure(EvaluatedDocument document) {
    double[] numbers = new double[MEASUREMENTS];
    numbers[GOLD] = index(document.gold());
    numbers[ANSWER] = index(document.output());
    numbers[PROBABILITY] = orZero(document.probability());
    numbers[OTHER_ANSWER] = index(document.otherOutput());
    numbers[OTHER_PROBABILITY] = orZero(document.otherProbability());
    return numbers;
  }

  private int index(@Nullable String label) {
    return label == null
        ? ClassificationScores.NO_ANSWER
        : indexes.getOrDefault(label, ClassificationScores.NO_ANSWER);
  }

  private static double orZero(@Nullable Double probability) {
    return probability == null ? 0 : probability;
  }

  @Override
  public MeasuredAnswers answers(double[][] columns) {
    int[] gold = integers(columns[GOLD]);
    return new LabelAnswers(
        labels,
        new ClassificationScores(
            labels.size(), gold, integers(columns[ANSWER]), columns[PROBABILITY]),
        new ClassificationScores(
            labels.size(), gold, integers(columns[OTHER_ANSWER]), columns[OTHER_PROBABILITY]));
  }

  private static int[] integers(double[] values) {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  @Override
  public Optional<String> incompatibility(Evaluator other) {
    List<String> others = ((LabelEvaluator) other).labels;
    return new HashSet<>(labels).equals(new HashSet<>(others))
        ? Optional.empty()
        : Optional.of(
            "one has the labels %s, the other %s. Give a run of the same labels."
                .formatted(labels, others));
  }

  private record LabelAnswers(
      List<String> labels, ClassificationScores scores, ClassificationScores otherScores)
      implements MeasuredAnswers {
    @Override
    public boolean isAnswered(int document) {
      return scores.answer()[document] != ClassificationScores.NO_ANSWER;
    }

    @Override
    public boolean isAnsweredByOther(int document) {
      return otherScores.answer()[document] != ClassificationScores.NO_ANSWER;
    }

    @Override
    public boolean isSame(int document) {
      return scores.answer()[document] == otherScores.answer()[document];
    }

    @Override
    public Optional<ClassificationStats> classification(int[] documents) {
      ConfusionMatrix confusion = scores.confusion(documents);
      return Optional.of(
          new ClassificationStats(
              IntStream.range(0, labels.size())
                  .mapToObj(
                      label ->
                          new ClassificationStats.Label(
                              labels.get(label),
                              confusion.score(label),
                              Arrays.stream(confusion.row(label)).boxed().toList()))
                  .toList(),
              scores.calibration(documents).bins()));
    }

    @Override
    public Optional<McNemarTest> mcnemar(int[] documents) {
      return Optional.of(McNemarTest.of(scores, otherScores, documents));
    }
  }
}
