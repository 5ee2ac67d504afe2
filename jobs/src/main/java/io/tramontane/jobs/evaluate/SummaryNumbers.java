package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.ExtractiveFragments;
import io.tramontane.evaluation.Overlap;
import io.tramontane.evaluation.Repetition;
import io.tramontane.evaluation.Rouge;
import io.tramontane.evaluation.Words;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A summarized document as numbers. */
final class SummaryNumbers implements NumbersOfDocument {
  static final int ANSWERED = 0;
  static final int OTHER_ANSWERED = 1;
  static final int SAME = 2;

  /** Here and at the two below: precision, recall and F1. */
  static final int ROUGE_1 = 3;

  static final int ROUGE_2 = 6;
  static final int ROUGE_L = 9;

  /** Here and at the two behind it: F1 of ROUGE-1, 2 and L. */
  static final int OTHER_ROUGE = 12;

  static final int WORDS = 15;
  static final int COVERAGE = 16;
  static final int DENSITY = 17;
  static final int REPETITION = 18;

  @Override
  public int count() {
    return 19;
  }

  @Override
  public Standing standing(String gold) {
    return Words.of(gold).isEmpty() ? Standing.WITHOUT_GOLD : Standing.EVALUATED;
  }

  @Override
  public double[] of(Row document, Standing standing, String text) {
    String output = document.getAs("output");
    String other = document.getAs("other_output");
    double[] numbers = new double[count()];
    numbers[ANSWERED] = output == null ? 0 : 1;
    numbers[OTHER_ANSWERED] = other == null ? 0 : 1;
    numbers[SAME] = output != null && output.equals(other) ? 1 : 0;
    if (standing == Standing.EVALUATED) {
      List<String> gold = Words.of(document.getAs("gold"));
      put(rouge(output, gold), numbers);
      putF1(rouge(other, gold), numbers);
      if (output != null) {
        putStyle(Words.of(output), Words.of(text), numbers);
      }
    }
    return numbers;
  }

  private static Rouge rouge(@Nullable String summary, List<String> gold) {
    return summary == null ? Rouge.NONE : Rouge.of(Words.of(summary), gold);
  }

  private static void put(Rouge rouge, double[] numbers) {
    put(rouge.unigrams(), ROUGE_1, numbers);
    put(rouge.bigrams(), ROUGE_2, numbers);
    put(rouge.longestCommonSubsequence(), ROUGE_L, numbers);
  }

  private static void put(Overlap overlap, int at, double[] numbers) {
    numbers[at] = overlap.precision();
    numbers[at + 1] = overlap.recall();
    numbers[at + 2] = overlap.f1();
  }

  private static void putF1(Rouge rouge, double[] numbers) {
    numbers[OTHER_ROUGE] = rouge.unigrams().f1();
    numbers[OTHER_ROUGE + 1] = rouge.bigrams().f1();
    numbers[OTHER_ROUGE + 2] = rouge.longestCommonSubsequence().f1();
  }

  private static void putStyle(List<String> summary, List<String> text, double[] numbers) {
    ExtractiveFragments fragments = ExtractiveFragments.of(summary, text);
    numbers[WORDS] = summary.size();
    numbers[COVERAGE] = fragments.coverage();
    numbers[DENSITY] = fragments.density();
    numbers[REPETITION] = Repetition.of(summary);
  }
}
