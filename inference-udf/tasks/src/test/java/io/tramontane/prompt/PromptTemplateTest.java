package io.tramontane.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
  private static final Map<String, String> VALUES = Map.of("max_words", "60");

  @Test
  void fillsInEverythingButTheDocument() {
    assertThat(parse("At most {max_words} words:\n{text}\nAgain: {max_words}."))
        .isEqualTo(new PromptTemplate("At most 60 words:\n", "\nAgain: 60."));
  }

  @Test
  void takesDoubledBracesLiterally() {
    assertThat(parse("{{\"words\": {max_words}}} {{text}} {text}"))
        .isEqualTo(new PromptTemplate("{\"words\": 60} {text} ", ""));
  }

  @Test
  void listsEveryProblem() {
    assertThatThrownBy(() -> parse("{foo} } {labels} {max_words"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use the template to summarize: {foo} is no placeholder; the } at character 7"
                + " closes nothing; {labels} is no placeholder; the { at character 18 is never"
                + " closed; it has {text} 0 times instead of once. Placeholders are {max_words},"
                + " {text}, literal braces are {{ and }}.");
  }

  @Test
  void wantsTheDocumentOnce() {
    assertThatThrownBy(() -> parse("{text} {text}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(": it has {text} 2 times instead of once. ");
  }

  @Test
  void rejectsADocumentThatCouldCompleteAControlString() {
    for (String template : new String[] {"[{text}", "{text}]", "<</S{text}", "{text}>>"}) {
      assertThatThrownBy(() -> parse(template))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              ": what stands right next to {text} is a part of a control string like [INST]. ");
    }
    assertThat(parse("<document>{text}</document>"))
        .isEqualTo(new PromptTemplate("<document>", "</document>"));
  }

  private static PromptTemplate parse(String template) {
    return PromptTemplate.parse("summarize", template, VALUES);
  }
}
