package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLanguageTest {
  private static final String ENGLISH =
      "The council decided yesterday to close the old bridge over the river until the spring.";
  private static final String GERMAN =
      "Der Stadtrat hat gestern beschlossen, die alte Brücke über den Fluss bis zum Frühjahr zu sperren.";
  private static final String RUSSIAN =
      "Городской совет вчера решил закрыть старый мост через реку до весны.";
  private static final String JAPANESE = "市議会は昨日、川に架かる古い橋を春まで閉鎖することを決めた。";

  @Test
  void theSameSentenceInOtherWordsIsInOtherLanguages() {
    List<String> texts = List.of(ENGLISH, GERMAN, RUSSIAN, JAPANESE);
    for (String text : texts) {
      assertThat(TextLanguage.of(text).isTold()).as(text).isTrue();
      for (String other : texts) {
        assertThat(TextLanguage.of(other).isOtherThan(TextLanguage.of(text)))
            .as("%s beside %s", other, text)
            .isEqualTo(!other.equals(text));
      }
    }
  }

  @Test
  void lettersInCapitalsAreOfTheSameLanguage() {
    assertThat(
            TextLanguage.of(GERMAN.toUpperCase(Locale.ROOT)).isOtherThan(TextLanguage.of(GERMAN)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "12.5 %", "x", "\uD800", "😀😀"})
  void whatSaysTooLittleIsOfNoLanguageAndOfNoOther(String text) {
    assertThat(TextLanguage.of(text).isTold()).isFalse();
    assertThat(TextLanguage.of(text).isOtherThan(TextLanguage.of(ENGLISH))).isFalse();
  }
}
