package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the JDK on the characters that it knows: Unicode 13 in Java 17, 16 in Java 25. */
class ComposedFormTest {
  /** Those that are decomposed or combine, what they are decomposed into, and a few others. */
  private static final int[] CHARACTERS =
      known()
          .filter(ComposedFormTest::isInvolved)
          .flatMap(point -> IntStream.concat(IntStream.of(point), decomposed(point).codePoints()))
          .toArray();

  private static IntStream known() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(point -> Character.getType(point) != Character.UNASSIGNED)
        .filter(point -> Character.getType(point) != Character.SURROGATE);
  }

  private static boolean isInvolved(int point) {
    return !decomposed(point).equals(Character.toString(point))
        || Character.getType(point) == Character.NON_SPACING_MARK
        || (point >= 0x1100 && point < 0x1200);
  }

  private static String decomposed(int point) {
    return Normalizer.normalize(Character.toString(point), Form.NFD);
  }

  private static String expected(String text) {
    return Normalizer.normalize(text, Form.NFC);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        ",",
        "a\u0315,\u0300\u0327",
        "\u1112,\u11AB",
        "\u0301, \u0301",
        "\u0B95\u0BC6,\u0BBE"
      })
  void composesEveryCharacterThatTheJdkKnows(String before, String after) {
    String front = before == null ? "" : before;
    String back = after == null ? "" : after;
    assertThat(
            known()
                .mapToObj(point -> front + Character.toString(point) + back)
                .filter(text -> !ComposedForm.of(text).equals(expected(text))))
        .isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void composesTexts(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 10_000; run++) {
      String text = text(random);
      String composed = ComposedForm.of(text);

      assertThat(composed).as(text).isEqualTo(expected(text));
      assertThat(ComposedForm.of(composed)).as(text).isEqualTo(composed);
      assertBorders(composed);
      assertSettled(text, text(random));
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(12), 0, 3 * CHARACTERS.length)
        .map(i -> i < CHARACTERS.length ? CHARACTERS[i] : i < 2 * CHARACTERS.length ? 'e' : 0x301)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** Cut at any border, both parts stay. */
  private static void assertBorders(String composed) {
    for (int i = 0; i < composed.length(); i++) {
      if (!Character.isLowSurrogate(composed.charAt(i))
          && ComposedForm.isBorder(composed.codePointAt(i))) {
        assertThat(ComposedForm.of(composed.substring(0, i))).isEqualTo(composed.substring(0, i));
        assertThat(ComposedForm.of(composed.substring(i))).isEqualTo(composed.substring(i));
      }
    }
  }

  private static void assertSettled(String text, String more) {
    String settled = ComposedForm.settled(text);

    assertThat(text).startsWith(settled);
    assertThat(settled + ComposedForm.of(text.substring(settled.length()) + more))
        .as("%s of %s and %s", settled, text, more)
        .isEqualTo(ComposedForm.of(text + more));
  }

  @Test
  void settlesUpToWhatMayChange() {
    assertThat(ComposedForm.settled("né")).isEqualTo("n");
    assertThat(ComposedForm.settled("\u0921\u093C, ")).isEqualTo("\u0921\u093C,");
    assertThat(ComposedForm.settled("ae\u0301c")).isEqualTo("a");
    assertThat(ComposedForm.settled("\u0301a")).isEqualTo("\u0301");
    assertThat(ComposedForm.settled("")).isEmpty();
  }

  /**
   * Tulu-Tigalari, Kirat Rai, Gurung Khema and Todhri came with Unicode 16, which Java 17 lacks.
   */
  @Test
  void knowsUnicode16OnEveryJdk() {
    assertComposed("\u0897\u0323", "\u0323\u0897");
    assertComposed(points(0x113C2, 0x113C2), points(0x113C5));
    assertComposed(points(0x16D63, 0x16D67, 0x16D67), points(0x16D6A));
    assertComposed(points(0x1611E, 0x1611E, 0x1611F), points(0x16126));
    assertComposed(points(0x105D2, 0x307), points(0x105C9));
  }

  private static void assertComposed(String text, String composed) {
    assertThat(ComposedForm.of(text)).isEqualTo(composed);
  }

  private static String points(int... points) {
    return new String(points, 0, points.length);
  }

  @Test
  void leavesWhatIsComposed() {
    for (String text : new String[] {"", "plain", "Café 日本語 한국어 😀", "a\uD800b\uDC00", "한"}) {
      assertThat(ComposedForm.of(text)).isSameAs(text);
    }
    assertComposed("e\uD800\u0301", "e\uD800\u0301");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0301", "\u0315\u0327", "\u1161", "\u1112\u1161\u11AB", "\u212B", "e"})
  void composesAMegabyteSoon(String unit) {
    String some = "e" + unit.repeat(100) + "\u0301";
    String text = "e" + unit.repeat(1 << 20) + "\u0301";

    assertComposed(some, expected(some));
    assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertIdempotent(text));
  }

  private static void assertIdempotent(String text) {
    String composed = ComposedForm.of(text);

    assertThat(ComposedForm.of(composed).equals(composed)).isTrue();
  }
}
