package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.tensor.Kernel;
import io.tramontane.transformer.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final int DRAWS = 40_000;
  private static final float[] LOGITS = {0.5f, -1, 2, 1.5f, -0.25f, 1.5f, -4, 0};

  private final Sampler sampler = new Sampler(Kernel.best());

  private static Logits row(float... logits) {
    return Logits.of(logits, logits.length);
  }

  @Test
  void takesTheMostProbableAtTemperatureZeroTheLowestIdAmongEquals() {
    assertThat(sampler.choose(row(LOGITS), 0, Sampling.GREEDY, 0)).isEqualTo(2);
    assertThat(sampler.choose(row(1, 3, 3, 2), 0, Sampling.GREEDY, 5)).isEqualTo(1);
    assertThat(sampler.choose(row(-3, -3), 0, new Sampling(0, 0.5f, 9), 5)).isEqualTo(0);
  }

  @Test
  void readsTheRowThatItIsTold() {
    Logits two = Logits.of(new float[] {9, 1, 1, 1, 1, 9}, 3);

    assertThat(sampler.choose(two, 0, Sampling.GREEDY, 0)).isEqualTo(0);
    assertThat(sampler.choose(two, 1, Sampling.GREEDY, 0)).isEqualTo(2);
    assertThat(sampler.choose(two, 1, new Sampling(0.01f, 1, 3), 0)).isEqualTo(2);
    assertThat(sampler.choose(two, 1, new Sampling(0.01f, 0.5f, 3), 0)).isEqualTo(2);
  }

  /** Temperature, top-p. */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.5, 1", "2, 1", "1, 0.8", "1, 0.5", "3, 0.9", "1, 0.001", "1, 0.99999"})
  void drawsFromTheSoftmaxCutToTheNucleus(float temperature, float topP) {
    double[] expected = nucleus(softmax(LOGITS, temperature), topP);

    assertFollows(expected, drawOverSeeds(temperature, topP));
    assertFollows(expected, drawOverIndices(temperature, topP));
  }

  private int[] drawOverSeeds(float temperature, float topP) {
    int[] counts = new int[LOGITS.length];
    for (int seed = 0; seed < DRAWS; seed++) {
      counts[sampler.choose(row(LOGITS), 0, new Sampling(temperature, topP, seed), 3)]++;
    }
    return counts;
  }

  private int[] drawOverIndices(float temperature, float topP) {
    int[] counts = new int[LOGITS.length];
    for (int index = 0; index < DRAWS; index++) {
      counts[sampler.choose(row(LOGITS), 0, new Sampling(temperature, topP, 77), index)]++;
    }
    return counts;
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] weights =
        IntStream.range(0, logits.length)
            .mapToDouble(id -> Math.exp(logits[id] / temperature))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** The smallest set of most probable tokens that reaches topP, made to sum to 1. */
  private static double[] nucleus(double[] probabilities, double topP) {
    List<Integer> descending =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted((a, b) -> Double.compare(probabilities[b], probabilities[a]))
            .toList();
    double[] cut = new double[probabilities.length];
    double sum = 0;
    for (int id : descending) {
      if (sum < topP) {
        cut[id] = probabilities[id];
        sum += probabilities[id];
      }
    }
    double reached = sum;
    return Arrays.stream(cut).map(probability -> probability / reached).toArray();
  }

  /**
   * Pearson's chi-square: with k degrees of freedom its mean is k and its deviation sqrt(2k), and
   * five deviations are exceeded about once in ten thousand times. Seeds are fixed.
   */
  private static void assertFollows(double[] expected, int[] counts) {
    double statistic = 0;
    int freedom = -1;
    for (int id = 0; id < expected.length; id++) {
      if (expected[id] == 0) {
        assertThat(counts[id]).as("draws of token %s, which is cut off", id).isZero();
      } else {
        double mean = expected[id] * DRAWS;
        statistic += (counts[id] - mean) * (counts[id] - mean) / mean;
        freedom++;
      }
    }
    assertThat(statistic).isLessThanOrEqualTo(freedom + 5 * Math.sqrt(2.0 * freedom));
  }

  @Test
  void drawsTheSameTokenForTheSameSeedAndIndex() {
    Sampling sampling = new Sampling(1, 0.9f, 123);

    for (int index = 0; index < 100; index++) {
      assertThat(new Sampler(Kernel.best()).choose(row(LOGITS), 0, sampling, index))
          .isEqualTo(sampler.choose(row(LOGITS), 0, sampling, index));
    }
  }

  /** A draw of one index must say nothing of the next, nor a seed of its neighbour. */
  @Test
  void drawsAreIndependent() {
    float[] even = new float[4];
    int[] pairs = new int[16];
    int[] neighbours = new int[16];
    for (int i = 0; i < DRAWS; i++) {
      Sampling sampling = new Sampling(1, 1, i);
      int draw = sampler.choose(row(even), 0, sampling, 0);
      pairs[4 * draw + sampler.choose(row(even), 0, sampling, 1)]++;
      neighbours[4 * draw + sampler.choose(row(even), 0, new Sampling(1, 1, i + 1), 0)]++;
    }
    double[] uniform = new double[16];
    Arrays.fill(uniform, 1.0 / 16);

    assertFollows(uniform, pairs);
    assertFollows(uniform, neighbours);
  }

  @Test
  void leavesTheLogitsAsTheyAre() {
    float[] logits = LOGITS.clone();

    sampler.choose(row(logits), 0, new Sampling(0.7f, 1, 1), 0);
    sampler.choose(row(logits), 0, new Sampling(0.7f, 0.5f, 1), 0);

    assertThat(logits).isEqualTo(LOGITS);
  }

  @Test
  void drawsFromVocabulariesOfRealSize() {
    float[] logits = new float[32_000];
    Arrays.fill(logits, -30);
    logits[31_999] = 5;
    logits[7] = 5;
    int[] counts = new int[32_000];
    for (int seed = 0; seed < 1000; seed++) {
      counts[sampler.choose(row(logits), 0, new Sampling(1, seed % 2 == 0 ? 1 : 0.95f, seed), 0)]++;
    }

    assertThat(counts[7] + counts[31_999]).isEqualTo(1000);
    assertThat(counts[7]).isBetween(420, 580);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, 1e-38f, 1e-20f, 1e-3f})
  void nearsTheMostProbableAsTheTemperatureNearsZero(float temperature) {
    float[] logits = {30, 10, 40.5f, 40, -60};
    for (int seed = 0; seed < 50; seed++) {
      assertThat(sampler.choose(row(logits), 0, new Sampling(temperature, 1, seed), 0))
          .isEqualTo(2);
      assertThat(sampler.choose(row(logits), 0, new Sampling(temperature, 0.9f, seed), 0))
          .isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 100.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void refusesTemperaturesOutOfRange(float temperature) {
    assertThatThrownBy(() -> new Sampling(temperature, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot sample at temperature %s: it is outside 0 to 100.", temperature);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.5f, 1.1f, Float.NaN})
  void refusesTopPOutOfRange(float topP) {
    assertThatThrownBy(() -> new Sampling(1, topP, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot sample with top-p %s: it is outside (0, 1].", topP);
  }
}
