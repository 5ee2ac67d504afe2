package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.report.TokenDistribution.Bin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TokenDistributionTest {
  @Test
  void quantilesAreTheFewestTokensThatAShareDoesNotExceed() {
    TokenDistribution tokens = distribution(Map.of(10, 50L, 20, 45L, 900, 5L));

    assertThat(tokens.total()).isEqualTo(100);
    assertThat(tokens.quantile(0.5)).isEqualTo(10);
    assertThat(tokens.quantile(0.51)).isEqualTo(20);
    assertThat(tokens.quantile(0.95)).isEqualTo(20);
    assertThat(tokens.quantile(1)).isEqualTo(900);
  }

  @Test
  void fewNumbersOfTokensHaveABinEach() {
    assertThat(distribution(Map.of(3, 7L, 5, 2L)).bins())
        .containsExactly(new Bin(3, 3, 7), new Bin(4, 4, 0), new Bin(5, 5, 2));
  }

  @Test
  void binsAreRoundAndHoldEveryDocument() {
    List<Bin> bins = distribution(Map.of(1_234, 1L, 1_999, 2L, 2_000, 3L, 6_700, 4L)).bins();

    assertThat(bins).hasSize(28).first().isEqualTo(new Bin(1_200, 1_399, 1));
    assertThat(bins).contains(new Bin(1_800, 1_999, 2), new Bin(2_000, 2_199, 3));
    assertThat(bins).last().isEqualTo(new Bin(6_600, 6_799, 4));
    assertThat(bins.stream().mapToLong(Bin::documents).sum()).isEqualTo(10);
  }

  @Test
  void nothingHasNoBins() {
    assertThat(distribution(Map.of()).bins()).isEmpty();
  }

  private static TokenDistribution distribution(Map<Integer, Long> documents) {
    return new TokenDistribution(new TreeMap<>(documents));
  }
}
