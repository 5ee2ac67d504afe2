package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final List<PackageDescription> DESCRIPTIONS = TinyNetwork.descriptions();

  /** One word tells the sections apart, so a linear classifier must find all. */
  @Test
  void theLinearClassifierLearnsWhichWordsMatter() {
    LinearBaseline linear =
        new LinearBaseline(DESCRIPTIONS.subList(0, 40), List.of("libs", "utils"), 1);

    assertThat(linear.accuracy(DESCRIPTIONS.subList(40, 60))).isEqualTo(1);
  }

  @Test
  void leadsEndAfterTenWordsOrTheFirstSentence() {
    String text = "One two v1.2 is, three. Four five six seven eight nine ten";

    assertThat(LeadBaseline.firstSentence(text))
        .containsExactly("one", "two", "v1", "2", "is", "three");
    assertThat(LeadBaseline.firstWords(text)).hasSize(10).endsWith("four", "five", "six", "seven");
  }

  /** By hand: of three words and of two, two in common, so 2 * 2 / (3 + 2). */
  @Test
  void theLeadsScoreIsRougeL() {
    PackageDescription description =
        new PackageDescription("id", "a small tool", "utils", "small tool", "source");

    assertThat(LeadBaseline.rougeL(List.of(description), LeadBaseline::firstWords))
        .isCloseTo(0.8, within(1e-9));
  }
}
