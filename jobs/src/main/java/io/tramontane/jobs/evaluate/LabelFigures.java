package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.ClassificationScores;
import io.tramontane.evaluation.ConfusionMatrix;
import io.tramontane.evaluation.McNemarTest;
import io.tramontane.evaluation.Scores;
import io.tramontane.jobs.report.Evaluation.Classification;
import io.tramontane.jobs.report.Evaluation.Label;
import io.tramontane.jobs.report.Evaluation.McNemar;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The figures of a classification. */
final class LabelFigures implements TaskFigures {
  private final List<String> labels;
  private final ClassificationScores scores;
  private final ClassificationScores otherScores;

  LabelFigures(List<String> labels, DocumentNumbers numbers) {
    this.labels = labels;
    this.scores = scores(numbers, LabelNumbers.ANSWER, LabelNumbers.PROBABILITY);
    this.otherScores = scores(numbers, LabelNumbers.OTHER_ANSWER, LabelNumbers.OTHER_PROBABILITY);
  }

  private ClassificationScores scores(DocumentNumbers numbers, int answer, int probability) {
    return new ClassificationScores(
        labels.size(),
        numbers.wholeOfTask(LabelNumbers.GOLD),
        numbers.wholeOfTask(answer),
        numbers.ofTask(probability));
  }

  @Override
  public Scores scores() {
    return scores;
  }

  @Override
  public Scores otherScores() {
    return otherScores;
  }

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
  public Classification classification(int[] evaluated) {
    ConfusionMatrix confusion = scores.confusion(evaluated);
    return new Classification(
        IntStream.range(0, labels.size())
            .mapToObj(
                label ->
                    new Label(
                        labels.get(label),
                        confusion.score(label),
                        Arrays.stream(confusion.row(label)).boxed().toList()))
            .toList(),
        scores.calibration(evaluated).bins());
  }

  @Override
  public McNemar mcnemar(int[] evaluated) {
    McNemarTest test = McNemarTest.of(scores, otherScores, evaluated);
    return new McNemar(
        test.bothRight(),
        test.onlyRunRight(),
        test.onlyOtherRight(),
        test.bothWrong(),
        test.pValue());
  }
}
