package io.tramontane.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares with what the JDK knows: Unicode 13 in Java 17, 16 in Java 25. */
class CharacterClassesTest {
  /**
   * These changed their category after Unicode 13: Khmer and Balinese signs, a Mongolian letter.
   */
  private static final List<Integer> CHANGED = List.of(0x1734, 0x180F);

  @Test
  void givesEveryCharacterThatTheJdkKnowsItsClass() {
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(point -> Character.getType(point) != Character.UNASSIGNED)
                .filter(point -> !CHANGED.contains(point))
                .filter(point -> CharacterClasses.of(point) != expected(point))
                .mapToObj(Integer::toHexString))
        .isEmpty();
  }

  private static byte expected(int point) {
    return (byte)
        switch (Character.getType(point)) {
          case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> CharacterClasses.UPPER;
          case Character.LOWERCASE_LETTER -> CharacterClasses.LOWER;
          case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> CharacterClasses.UNCASED;
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK ->
              CharacterClasses.MARK;
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              CharacterClasses.NUMBER;
          default -> space(point);
        };
  }

  private static int space(int point) {
    boolean isSpace =
        (point >= '\t' && point <= '\r') || point == 0x85 || Character.isSpaceChar(point);
    boolean isLineEnd = point == '\n' || point == '\r';
    return (isSpace ? CharacterClasses.SPACE : 0) + (isLineEnd ? CharacterClasses.LINE_END : 0);
  }
}
