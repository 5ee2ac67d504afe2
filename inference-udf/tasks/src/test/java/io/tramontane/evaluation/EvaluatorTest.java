package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Evaluator LABELS = new LabelEvaluator(List.of("cat", "dog"));
  private static final Evaluator SUMMARIES = new SummaryEvaluator();

  @Test
  void labelsAreScoredAndCompared() {
    MeasuredAnswers answers =
        measured(
            LABELS,
            document("cat", "cat", 0.9, "cat", 0.8),
            document("dog", "cat", 0.6, "dog", 0.7),
            document("dog", null, null, "dog", 1.0));

    assertThat(answers.scores().over(all(3))[0]).isEqualTo(1.0 / 3);
    assertThat(answers.otherScores().over(all(3))[0]).isEqualTo(1);
    assertThat(IntStream.range(0, 3).filter(answers::isAnswered)).containsExactly(0, 1);
    assertThat(IntStream.range(0, 3).filter(answers::isAnsweredByOther)).containsExactly(0, 1, 2);
    assertThat(IntStream.range(0, 3).filter(answers::isSame)).containsExactly(0);
    assertThat(answers.mcnemar(all(3))).contains(new McNemarTest(1, 0, 2, 0));
    ClassificationStats stats = answers.classification(all(3)).orElseThrow();
    assertThat(stats.labels())
        .extracting(ClassificationStats.Label::answers)
        .containsExactly(List.of(1, 0, 0), List.of(1, 0, 1));
    assertThat(answers.summaries(all(3))).isEmpty();
  }

  @Test
  void summariesAreScoredAndCompared() {
    MeasuredAnswers answers =
        measured(
            SUMMARIES,
            document("a b", "a b", null, "a c", null),
            document("a b", null, null, "a b", null),
            document("a b", "", null, "", null));

    assertThat(answers.scores().over(all(3))).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
    assertThat(answers.otherScores().over(all(3))).containsExactly(0.5, 1.0 / 3, 0.5);
    assertThat(answers.scores().mainMetric()).isEqualTo(SummaryScores.ROUGE_L);
    assertThat(IntStream.range(0, 3).filter(answers::isAnswered)).containsExactly(0, 2);
    assertThat(IntStream.range(0, 3).filter(answers::isAnsweredByOther)).containsExactly(0, 1, 2);
    assertThat(IntStream.range(0, 3).filter(answers::isSame)).containsExactly(2);
    SummaryStats stats = answers.summaries(all(3)).orElseThrow();
    assertThat(stats.meanWords()).isEqualTo(1);
    assertThat(stats.empty()).isEqualTo(1);
    assertThat(stats.histogram()).hasSize(20).startsWith(2, 0).endsWith(0, 1);
    assertThat(answers.classification(all(3))).isEmpty();
    assertThat(answers.mcnemar(all(3))).isEmpty();
  }

  @Test
  void summariesInAnotherLanguageThanTheirDocumentsAreCounted() {
    String german =
        "Die Bibliothek liest und schreibt Bilder in vielen Formaten. Für andere Sprachen gibt es eigene Pakete, die man zusätzlich installieren kann.";
    String english = "The library reads and writes images in many formats.";
    SummaryStats stats =
        measured(
                SUMMARIES,
                new EvaluatedDocument(german, "gold", german, null, null, null),
                new EvaluatedDocument(german, "gold", english, null, null, null),
                new EvaluatedDocument("1 2 3", "gold", english, null, null, null),
                new EvaluatedDocument(german, "gold", null, null, english, null))
            .summaries(all(4))
            .orElseThrow();
    assertThat(stats.languageTold()).isEqualTo(2);
    assertThat(stats.otherLanguage()).isEqualTo(1);
  }

  @Test
  void goldThatCannotBeUsedIsRecognized() {
    assertThat(LABELS.goldStatus("dog")).isEqualTo(GoldStatus.USABLE);
    assertThat(LABELS.goldStatus("Dog")).isEqualTo(GoldStatus.NOT_AN_ANSWER);
    assertThat(SUMMARIES.goldStatus("a")).isEqualTo(GoldStatus.USABLE);
    assertThat(SUMMARIES.goldStatus(" ... ")).isEqualTo(GoldStatus.MISSING);
  }

  @Test
  void onlyAnswersWithTheSameLabelsCanBeCompared() {
    assertThat(LABELS.incompatibility(new LabelEvaluator(List.of("dog", "cat")))).isEmpty();
    assertThat(LABELS.incompatibility(new LabelEvaluator(List.of("cat", "cow"))))
        .contains(
            "one has the labels [cat, dog], the other [cat, cow]. Give a run of the same labels.");
    assertThat(SUMMARIES.incompatibility(new SummaryEvaluator())).isEmpty();
  }

  private static MeasuredAnswers measured(Evaluator evaluator, EvaluatedDocument... documents) {
    double[][] columns = new double[evaluator.measurements()][documents.length];
    for (int document = 0; document < documents.length; document++) {
      double[] numbers = evaluator.measure(documents[document]);
      assertThat(numbers).hasSize(evaluator.measurements());
      for (int number = 0; number < numbers.length; number++) {
        columns[number][document] = numbers[number];
      }
    }
    return evaluator.answers(columns);
  }

  private static EvaluatedDocument document(
      String gold,
      @Nullable String output,
      @Nullable Double probability,
      @Nullable String otherOutput,
      @Nullable Double otherProbability) {
    return new EvaluatedDocument(
        "x a b y", gold, output, probability, otherOutput, otherProbability);
  }

  private static int[] all(int documents) {
    return IntStream.range(0, documents).toArray();
  }
}
