package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The trained model that comes with the project, on documents whose answer is clear. */
@Timeout(60)
class EmbeddedModelTest {
  private static final Path MODEL = Path.of("..", "models", "tramontane-tiny-q8_0.gguf");
  private static final List<String> SECTIONS =
      List.of("perl", "doc", "libdevel", "libs", "games", "fonts", "python");
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "perl",
          "This Perl module gives an object-oriented interface to configuration files.",
          "doc",
          "This package contains the HTML documentation and the reference manual of the toolkit.",
          "libdevel",
          "This package contains the header files and static libraries for developing programs.",
          "python",
          "This Python 3 module parses dates in many formats. It needs the standard library only.",
          "fonts",
          "This package contains a TrueType font with serifs for Latin and Greek scripts.");

  private static Prompt prompt(Tokenizer tokenizer, String task, String document) {
    int[] text = tokenizer.encode("[INST] " + task + ":\n" + document + " [/INST]");
    return Requests.prompt(
        IntStream.concat(IntStream.of(tokenizer.bos()), IntStream.of(text)).toArray());
  }

  @Test
  void findsTheSectionOfPackages() {
    try (InferenceEngine engine = InferenceEngine.open(MODEL, Requests.AMPLE)) {
      LabelTree labels = LabelTree.of(SECTIONS.stream().map(engine.tokenizer()::encode).toList());
      DOCUMENTS.forEach(
          (section, document) -> {
            Prompt prompt = prompt(engine.tokenizer(), "Classify", document);
            LabelResult result =
                (LabelResult) engine.submit(new LabelRequest(prompt, labels)).join();

            assertThat(result.probabilities().get(SECTIONS.indexOf(section)))
                .as(section)
                .isGreaterThan(0.9);
          });
    }
  }

  @Test
  void summarizesInOneLine() {
    try (InferenceEngine engine = InferenceEngine.open(MODEL, Requests.AMPLE)) {
      Prompt prompt =
          prompt(
              engine.tokenizer(),
              "Summarize",
              "This Perl module gives an object-oriented interface to configuration files.");

      CompletionResult summary =
          (CompletionResult) engine.submit(Requests.greedy(prompt, 60)).join();
      assertThat(summary.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(summary.text())
          .startsWith(" ")
          .doesNotContain("\n", "[INST]")
          .containsIgnoringCase("perl");
    }
  }
}
