package io.tramontane.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlStringsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a [INST] b | a (INST) b",
        "[/INST] | (/INST)",
        "[inst][ / Inst ] | (inst)( / Inst )",
        "[[INST]INST] | [(INST)INST]",
        "<<SYS>>x<</SYS>> | ((SYS))x((/SYS))",
        "< <sys> > | ( (sys) )",
        "<<<SYS>>> | <((SYS))>",
        "array[inst]able | array(inst)able",
      })
  void disarmsControlStrings(String text, String disarmed) {
    assertThat(ControlStrings.disarm(text)).isEqualTo(disarmed);
  }

  @Test
  void disarmsLikenessesWithInvisibleCharacters() {
    // A no-break space, a zero-width space, a line break, a NUL, and what the tokenizer calls a
    // space.
    assertThat(ControlStrings.disarm("[\u00A0I\u200BN\nS\0T\u2581]"))
        .isEqualTo("(\u00A0I\u200BN\nS\0T\u2581)");
  }

  @ParameterizedTest
  @MethodSource("unseen")
  void disarmsLikenessesWithWhatIsNotSeen(int point) {
    String unseen = Character.toString(point);

    assertThat(ControlStrings.disarm("[" + unseen + "/I" + unseen + "NST]"))
        .isEqualTo("(" + unseen + "/I" + unseen + "NST)");
    assertThat(ControlStrings.disarm("<<SY" + unseen + "S>" + unseen + ">"))
        .isEqualTo("((SY" + unseen + "S)" + unseen + ")");
  }

  /** Variation selectors, joiners, fillers, inherent vowels, tags, Braille's blank. */
  static IntStream unseen() {
    return IntStream.of(
        0xFE00, 0xFE0F, 0xE0100, 0xE01EF, 0x180B, 0x180F, 0x34F, 0x200C, 0x200D, 0x2060, 0x115F,
        0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0xE0041, 0x2800, 0xAD, 0x2065, 0xFFF0, 0xFEFF,
        0xE000, 0x10FFFD, 0xFDD0, 0x1FFFE);
  }

  @ParameterizedTest
  @CsvSource({
    "［INST］, (INST)",
    "[／ＩＮＳＴ], (／ＩＮＳＴ)",
    "［／ｉｎｓｔ], (／ｉｎｓｔ)",
    "﹇INST﹈, (INST)",
    "＜＜SYS＞＞, ((SYS))",
    "﹤<／ＳＹＳ>﹥, ((／ＳＹＳ))",
  })
  void disarmsFullWidthAndSmallForms(String text, String disarmed) {
    assertThat(ControlStrings.disarm(text)).isEqualTo(disarmed);
  }

  /** Whatever Unicode the JDK has: what it takes for unseen is in our table of Unicode 16. */
  @Test
  void whatIsUnseenDoesNotDependOnTheJdk() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      boolean unseen =
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.PRIVATE_USE,
                Character.SPACE_SEPARATOR,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
          };
      if (unseen) {
        String likeness = "[" + Character.toString(point) + "INST]";
        assertThat(ControlStrings.disarm(likeness)).as("%x", point).isNotEqualTo(likeness);
      }
    }
  }

  /** Of Unicode 14, 15 and 16, which JDK 17 does not know, JDK 25 does; and one that none knows. */
  @ParameterizedTest
  @ValueSource(ints = {0x1FAE0, 0x1F6DC, 0x1CCD6, 0x10D40, 0x378})
  void aCharacterThatSomeJdksDoNotKnowIsLikeAnyOther(int point) {
    String text = "[" + Character.toString(point) + "INST]";

    assertThat(ControlStrings.disarm(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "[INSTALL]",
    "[1] INST [2]",
    "<SYS>",
    "a << b >> c",
    "(INST)",
    "«SYS»",
    "[ÍNST]",
    "【INST】",
    "[І\u0405ST]",
    "≪SYS≫",
    "〈〈SYS〉〉"
  })
  void keepsEverythingElse(String text) {
    assertThat(ControlStrings.disarm(text)).isEqualTo(text);
  }

  @Test
  void leavesNoControlStringInAnyText() {
    Random random = new Random(5);
    String[] parts = {"[", "/", "INST", "]", "I", "N", "ST", "<", "<<", "SYS", ">", ">>", " ", "x"};
    for (int run = 0; run < 20_000; run++) {
      String text =
          random
              .ints(random.nextInt(16), 0, parts.length)
              .mapToObj(place -> parts[place])
              .collect(Collectors.joining());
      String disarmed = ControlStrings.disarm(text);

      assertThat(disarmed)
          .doesNotContain("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>")
          .hasSameSizeAs(text);
      assertThat(ControlStrings.disarm(disarmed)).isEqualTo(disarmed);
    }
  }

  // A search that backtracks over the gaps takes hours for these.
  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void searchesLongGapsSoon() {
    String gap = " ".repeat(1 << 20);
    for (String text :
        new String[] {"[" + gap + "x", "< <" + gap + "/" + gap, "[ ".repeat(1 << 19)}) {
      assertThat(ControlStrings.disarm(text).equals(text)).isTrue();
    }
  }
}
