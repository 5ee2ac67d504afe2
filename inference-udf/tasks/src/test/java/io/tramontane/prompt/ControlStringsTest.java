package io.tramontane.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  @CsvSource({"[INSTALL]", "[1] INST [2]", "<SYS>", "a << b >> c", "(INST)"})
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
