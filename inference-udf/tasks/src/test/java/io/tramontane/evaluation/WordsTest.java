package io.tramontane.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void areRunsOfLettersMarksAndDigits() {
    assertThat(Words.of("Größe: 12e\u0301 [x_y] \uD83D\uDE00 北京"))
        .containsExactly("größe", "12é", "x", "y", "北京");
  }

  /** Of Unicode 14, 15 and 16, which JDK 17 does not know and JDK 25 does. */
  @Test
  void lettersThatSomeJdksDoNotKnowEndThem() {
    for (int point : new int[] {0x870, 0x2C2F, 0xA7C0, 0x1DFA, 0x11F02, 0x10D50, 0x16D50}) {
      assertThat(Words.of("a" + Character.toString(point) + "b"))
          .as("%x", point)
          .containsExactly("a", "b");
    }
  }

  /** The number of letters, marks and digits of Unicode 13, by Java 17. */
  @Test
  void everyJdkHasTheSameLetters() {
    long letters =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(point -> point < 0xD800 || point > 0xDFFF)
            .filter(point -> !Words.of(Character.toString(point)).isEmpty())
            .count();

    assertThat(letters).isEqualTo(135_331);
  }
}
