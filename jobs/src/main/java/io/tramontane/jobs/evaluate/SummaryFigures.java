package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.Scores;
import io.tramontane.evaluation.SummaryScores;
import io.tramontane.jobs.report.Evaluation.MeanOverlap;
import io.tramontane.jobs.report.Evaluation.Summaries;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/** The figures of summaries. */
final class SummaryFigures implements TaskFigures {
  private static final int HISTOGRAM_BINS = 20;

  private final DocumentNumbers numbers;
  private final SharedSummaries shared;

  SummaryFigures(DocumentNumbers numbers, SharedSummaries shared) {
    this.numbers = numbers;
    this.shared = shared;
  }

  @Override
  public Scores scores() {
    return new SummaryScores(
        numbers.ofTask(SummaryNumbers.ROUGE_1 + 2),
        numbers.ofTask(SummaryNumbers.ROUGE_2 + 2),
        numbers.ofTask(SummaryNumbers.ROUGE_L + 2));
  }

  @Override
  public Scores otherScores() {
    return new SummaryScores(
        numbers.ofTask(SummaryNumbers.OTHER_ROUGE),
        numbers.ofTask(SummaryNumbers.OTHER_ROUGE + 1),
        numbers.ofTask(SummaryNumbers.OTHER_ROUGE + 2));
  }

  @Override
  public boolean isAnswered(int document) {
    return numbers.ofTask(SummaryNumbers.ANSWERED)[document] == 1;
  }

  @Override
  public boolean isAnsweredByOther(int document) {
    return numbers.ofTask(SummaryNumbers.OTHER_ANSWERED)[document] == 1;
  }

  @Override
  public boolean isSame(int document) {
    return numbers.ofTask(SummaryNumbers.SAME)[document] == 1;
  }

  @Override
  public Summaries summaries(int[] evaluated) {
    int[] answered = Arrays.stream(evaluated).filter(this::isAnswered).toArray();
    double[] words = values(SummaryNumbers.WORDS, answered);
    return new Summaries(
        overlap(SummaryNumbers.ROUGE_1, evaluated),
        overlap(SummaryNumbers.ROUGE_2, evaluated),
        overlap(SummaryNumbers.ROUGE_L, evaluated),
        histogram(values(SummaryNumbers.ROUGE_L + 2, evaluated)),
        mean(words),
        words.length == 0 ? 0 : StatUtils.percentile(words, 50),
        mean(values(SummaryNumbers.COVERAGE, answered)),
        mean(values(SummaryNumbers.DENSITY, answered)),
        mean(values(SummaryNumbers.REPETITION, answered)),
        Math.toIntExact(Arrays.stream(words).filter(count -> count == 0).count()),
        shared.documents(),
        shared.texts());
  }

  private MeanOverlap overlap(int precision, int[] documents) {
    return new MeanOverlap(
        mean(values(precision, documents)),
        mean(values(precision + 1, documents)),
        mean(values(precision + 2, documents)));
  }

  private double[] values(int number, int[] documents) {
    double[] all = numbers.ofTask(number);
    return Arrays.stream(documents).mapToDouble(document -> all[document]).toArray();
  }

  private static double mean(double[] values) {
    return values.length == 0 ? 0 : StatUtils.mean(values);
  }

  private static List<Integer> histogram(double[] values) {
    int[] bins = new int[HISTOGRAM_BINS];
    for (double value : values) {
      bins[Math.min(HISTOGRAM_BINS - 1, (int) (value * HISTOGRAM_BINS))]++;
    }
    return IntStream.of(bins).boxed().toList();
  }
}
