package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int N = 10_000;

  @Test
  void agreesWithTheNormalApproximationOfAProportion() {
    Estimate accuracy = accuracy(Bootstrap.estimates(right(8_000), all(N)));

    double half = 1.959964 * Math.sqrt(0.8 * 0.2 / N);
    assertThat(accuracy.value()).isEqualTo(0.8);
    // Percentiles of 1,000 samples are themselves some 4 % of the interval off.
    assertThat(accuracy.low()).isCloseTo(0.8 - half, within(0.15 * half));
    assertThat(accuracy.high()).isCloseTo(0.8 + half, within(0.15 * half));
  }

  @Test
  void pairedDifferencesAreNarrowerThanThoseOfTwoSamples() {
    // The second is wrong where the first is, and on 100 documents more.
    Estimate difference = accuracy(Bootstrap.differences(right(8_000), right(7_900), all(N)));

    // The variance of a difference of 1 in 100 documents, and of 0 in the others.
    double half = 1.959964 * Math.sqrt(0.01 * 0.99 / N);
    assertThat(difference.value()).isCloseTo(0.01, within(1e-12));
    assertThat(difference.low()).isCloseTo(0.01 - half, within(0.15 * half));
    assertThat(difference.high()).isCloseTo(0.01 + half, within(0.15 * half));
  }

  @Test
  void isTheSameEveryTimeAndOfTheSameDocumentsOnly() {
    assertThat(Bootstrap.estimates(right(5_000), all(N)))
        .isEqualTo(Bootstrap.estimates(right(5_000), all(N)));
    int[] good = IntStream.range(0, 100).toArray();
    assertThat(Bootstrap.estimates(right(5_000), good).get(ClassificationScores.ACCURACY))
        .isEqualTo(new Estimate(1, 1, 1));
  }

  @Test
  void leavesOutWhatIsNotDefined() {
    ClassificationScores errors =
        new ClassificationScores(
            1, new int[] {0}, new int[] {ClassificationScores.NO_ANSWER}, new double[1]);

    assertThat(Bootstrap.estimates(errors, all(1)))
        .containsOnlyKeys(ClassificationScores.ACCURACY, ClassificationScores.MACRO_F1);
  }

  /** The p-values are those of {@code scipy.stats.binomtest(k, n, 0.5).pvalue} of SciPy 1.17.1. */
  @Test
  void mcnemarsExactTest() {
    assertThat(new McNemarTest(50, 2, 10, 10).pValue()).isCloseTo(0.03857421875, within(1e-12));
    assertThat(new McNemarTest(0, 121, 59, 0).pValue())
        .isCloseTo(4.4344492637551645e-06, within(1e-12));
    assertThat(new McNemarTest(0, 5, 5, 0).pValue()).isEqualTo(1);
    assertThat(new McNemarTest(7, 0, 0, 7).pValue()).isEqualTo(1);
    assertThat(McNemarTest.of(right(3), right(2), new int[] {0, 1, 2, 3}))
        .isEqualTo(new McNemarTest(2, 1, 0, 1));
  }

  private static Estimate accuracy(Map<Metric, Estimate> estimates) {
    return Objects.requireNonNull(estimates.get(ClassificationScores.ACCURACY));
  }

  /** The first documents are right, the others wrong. */
  private static ClassificationScores right(int documents) {
    return new ClassificationScores(
        2,
        new int[N],
        IntStream.range(0, N).map(document -> document < documents ? 0 : 1).toArray(),
        new double[N]);
  }

  private static int[] all(int documents) {
    return IntStream.range(0, documents).toArray();
  }
}
