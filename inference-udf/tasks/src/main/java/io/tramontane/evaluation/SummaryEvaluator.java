package io.tramontane.evaluation;

import io.tramontane.evaluation.SummaryStats.MeanOverlap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/** Evaluates summaries by a gold summary: ROUGE, length, copying, repetition and language. */
public final class SummaryEvaluator implements Evaluator {
  private static final int ANSWERED = 0;
  private static final int OTHER_ANSWERED = 1;
  private static final int SAME = 2;

  /** The precision of ROUGE-1, followed by recall and F1; the same for the two below. */
  private static final int ROUGE_1 = 3;

  private static final int ROUGE_2 = 6;
  private static final int ROUGE_L = 9;

  /** How far behind its precision the recall of a ROUGE is, and how far the F1. */
  private static final int RECALL = 1;

  private static final int F1 = 2;

  private static final int OTHER_ROUGE_1_F1 = 12;
  private static final int OTHER_ROUGE_2_F1 = 13;
  private static final int OTHER_ROUGE_L_F1 = 14;
  private static final int WORDS = 15;
  private static final int COVERAGE = 16;
  private static final int DENSITY = 17;
  private static final int REPETITION = 18;
  private static final int LANGUAGE_TOLD = 19;
  private static final int OTHER_LANGUAGE = 20;
  private static final int MEASUREMENTS = 21;

  @Override
  public GoldStatus goldStatus(String gold) {
    return Words.of(gold).isEmpty() ? GoldStatus.MISSING : GoldStatus.USABLE;
  }

  @Override
  public int measurements() {
    return MEASUREMENTS;
  }

  @Override
  public double[] measure(EvaluatedDocument document) {
    String output = document.output();
    String other = document.otherOutput();
    double[] numbers = new double[MEASUREMENTS];
    numbers[ANSWERED] = output == null ? 0 : 1;
    numbers[OTHER_ANSWERED] = other == null ? 0 : 1;
    numbers[SAME] = output != null && output.equals(other) ? 1 : 0;
    if (document.gold() != null) {
      List<String> gold = Words.of(document.gold());
      putRouge(rouge(output, gold), numbers);
      putOtherRouge(rouge(other, gold), numbers);
      if (output != null) {
        putStyle(Words.of(output), Words.of(document.text()), numbers);
        putLanguage(TextLanguage.of(output), TextLanguage.of(document.text()), numbers);
      }
    }
    return numbers;
  }

  private static Rouge rouge(@Nullable String summary, List<String> gold) {
    return summary == null ? Rouge.NONE : Rouge.of(Words.of(summary), gold);
  }

  private static void putRouge(Rouge rouge, double[] numbers) {
    putOverlap(rouge.unigrams(), ROUGE_1, numbers);
    putOverlap(rouge.bigrams(), ROUGE_2, numbers);
    putOverlap(rouge.longestCommonSubsequence(), ROUGE_L, numbers);
  }

  private static void putOverlap(Overlap overlap, int precision, double[] numbers) {
    numbers[precision] = overlap.precision();
    numbers[precision + RECALL] = overlap.recall();
    numbers[precision + F1] = overlap.f1();
  }

  private static void putOtherRouge(Rouge rouge, double[] numbers) {
    numbers[OTHER_ROUGE_1_F1] = rouge.unigrams().f1();
    numbers[OTHER_ROUGE_2_F1] = rouge.bigrams().f1();
    numbers[OTHER_ROUGE_L_F1] = rouge.longestCommonSubsequence().f1();
  }

  private static void putStyle(List<String> summary, List<String> text, double[] numbers) {
    ExtractiveFragments fragments = ExtractiveFragments.of(summary, text);
    numbers[WORDS] = summary.size();
    numbers[COVERAGE] = fragments.coverage();
    numbers[DENSITY] = fragments.density();
    numbers[REPETITION] = Repetition.of(summary);
  }

  private static void putLanguage(TextLanguage summary, TextLanguage text, double[] numbers) {
    boolean told = text.isTold();
    numbers[LANGUAGE_TOLD] = told ? 1 : 0;
    numbers[OTHER_LANGUAGE] = told && summary.isOtherThan(text) ? 1 : 0;
  }

  @Override
  public MeasuredAnswers answers(double[][] columns) {
    return new SummaryAnswers(columns);
  }

  private record SummaryAnswers(double[][] columns) implements MeasuredAnswers {
    private static final int HISTOGRAM_BINS = 20;

    @Override
    public Scores scores() {
      return new SummaryScores(columns[ROUGE_1 + F1], columns[ROUGE_2 + F1], columns[ROUGE_L + F1]);
    }

    @Override
    public Scores otherScores() {
      return new SummaryScores(
          columns[OTHER_ROUGE_1_F1], columns[OTHER_ROUGE_2_F1], columns[OTHER_ROUGE_L_F1]);
    }

    @Override
    public boolean isAnswered(int document) {
      return columns[ANSWERED][document] == 1;
    }

    @Override
    public boolean isAnsweredByOther(int document) {
      return columns[OTHER_ANSWERED][document] == 1;
    }

    @Override
    public boolean isSame(int document) {
      return columns[SAME][document] == 1;
    }

    @Override
    public Optional<SummaryStats> summaries(int[] documents) {
      int[] answered = Arrays.stream(documents).filter(this::isAnswered).toArray();
      double[] words = values(WORDS, answered);
      return Optional.of(
          new SummaryStats(
              overlap(ROUGE_1, documents),
              overlap(ROUGE_2, documents),
              overlap(ROUGE_L, documents),
              histogram(values(ROUGE_L + F1, documents)),
              mean(words),
              words.length == 0 ? 0 : StatUtils.percentile(words, 50),
              mean(values(COVERAGE, answered)),
              mean(values(DENSITY, answered)),
              mean(values(REPETITION, answered)),
              count(words, 0),
              count(values(LANGUAGE_TOLD, answered), 1),
              count(values(OTHER_LANGUAGE, answered), 1)));
    }

    private static int count(double[] values, double wanted) {
      return Math.toIntExact(Arrays.stream(values).filter(value -> value == wanted).count());
    }

    private MeanOverlap overlap(int precision, int[] documents) {
      return new MeanOverlap(
          mean(values(precision, documents)),
          mean(values(precision + RECALL, documents)),
          mean(values(precision + F1, documents)));
    }

    private double[] values(int number, int[] documents) {
      return Arrays.stream(documents).mapToDouble(document -> columns[number][document]).toArray();
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
}
