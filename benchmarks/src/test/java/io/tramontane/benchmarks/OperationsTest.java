package io.tramontane.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import org.junit.jupiter.api.Test;

class OperationsTest {
  /** Every size another prime, so that no two can be mistaken for each other. */
  private static final HyperParameters SIZES =
      new HyperParameters(
          101, 1000, 7, 3, 4, 2, 5, Positions.rotating(4, 10_000f), 11, 8, 2, 1e-5f);

  @Test
  void countsEachProductOnce() {
    double attention = 2 * 7 * 20 + 2 * 7 * 10;
    double experts = 7 * 8 + 2 * 3 * 7 * 11;
    double expected = 2 * (13 * 3 * (attention + experts) + 2 * 101 * 7);
    Operations counted = Operations.of(SIZES, 13, 2, 0);
    assertThat(counted.matrices()).isEqualTo(expected);
    assertThat(counted.attention()).isZero();
  }

  @Test
  void withoutExpertsEachTokenVisitsTheOneFeedForward() {
    HyperParameters dense =
        new HyperParameters(
            101, 1000, 7, 3, 4, 2, 5, Positions.rotating(4, 10_000f), 11, 0, 0, 1e-5f);
    double layer = 2 * 7 * 20 + 2 * 7 * 10 + 3 * 7 * 11;
    assertThat(Operations.of(dense, 13, 2, 0).matrices())
        .isEqualTo(2 * (13 * 3 * layer + 2 * 101 * 7));
  }

  @Test
  void aPositionSeenIsOneProductWithItsKeyAndOneWithItsValue() {
    // Three layers, four heads of five elements.
    assertThat(Operations.of(SIZES, 0, 0, 1).attention()).isEqualTo(2 * 2 * 3 * 4 * 5);
  }

  @Test
  void aTokenSeesAllBeforeItAndItself() {
    assertThat(Operations.seen(0, 4)).isEqualTo(1 + 2 + 3 + 4);
    assertThat(Operations.seen(10, 3)).isEqualTo(11 + 12 + 13);
  }

  @Test
  void documentsAreReadWithTheInnerNodesOfTheirLabels() {
    // Two documents of 5 tokens behind 3, 2 labels of 2 tokens: 1 inner node each.
    Operations counted =
        ClassificationWorkload.operations(SIZES, new Workload.Documents(2, 5, 3, 2, 2));
    Operations one = Operations.of(SIZES, 5 + 2, 1 + 2, 4 + 5 + 6 + 7 + 8 + 2 * 9);
    assertThat(counted.matrices()).isEqualTo(2 * one.matrices());
    assertThat(counted.attention()).isEqualTo(2 * one.attention());
  }
}
