package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How summaries are made of their documents, and of themselves. */
class SummaryStyleTest {
  @Test
  void fragmentsAreFoundGreedilyAndTheLongestFirst() {
    // Fragments "a b c" and "e", by hand: (3 + 1) / 5, and (9 + 1) / 5.
    assertThat(fragments("a b c x e", "a b . e . a b c"))
        .isEqualTo(new ExtractiveFragments(0.8, 2.0));
  }

  @Test
  void aCopyIsOneFragmentAndNewWordsAreNone() {
    assertThat(fragments("a b c d", "x a b c d y")).isEqualTo(new ExtractiveFragments(1, 4));
    assertThat(fragments("p q", "a b")).isEqualTo(new ExtractiveFragments(0, 0));
    assertThat(fragments("", "a b")).isEqualTo(new ExtractiveFragments(0, 0));
  }

  @Test
  void repetitionIsTheShareOfFourWordsSaidBefore() {
    // "a b a b a b" has the runs "a b a b", "b a b a" and "a b a b".
    assertThat(Repetition.of(Words.of("a b a b a b"))).isEqualTo(1 - 2.0 / 3);
    assertThat(Repetition.of(Words.of("a b c d e"))).isZero();
    assertThat(Repetition.of(Words.of("a a a"))).isZero();
  }

  private static ExtractiveFragments fragments(String summary, String document) {
    return ExtractiveFragments.of(Words.of(summary), Words.of(document));
  }
}
