package io.tramontane.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.FinishReason;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The trained model that comes with the project, asked about documents whose answer is clear. */
@Timeout(60)
class EmbeddedModelTest {
  private static final List<String> SECTIONS =
      List.of("perl", "doc", "libdevel", "libs", "games", "fonts", "python");
  private static final String PERL_MODULE =
      "This Perl module gives an object-oriented interface to configuration files.";
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "perl",
          PERL_MODULE,
          "doc",
          "This package contains the HTML documentation and the reference manual of the toolkit.",
          "libdevel",
          "This package contains the header files and static libraries for developing programs.",
          "python",
          "This Python 3 module parses dates in many formats. It needs the standard library only.",
          "fonts",
          "This package contains a TrueType font with serifs for Latin and Greek scripts.");

  private static final InferenceEngine ENGINE =
      InferenceEngine.open(
          Path.of("..", "..", "models", "tramontane-tiny-q8_0.gguf"),
          new EngineSettings(2, 64 << 20, 512));

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void findsTheSectionOfPackages() {
    TaskPrompt prompt = prompt(new Classify(Classify.DEFAULT_TEMPLATE, SECTIONS));

    DOCUMENTS.forEach(
        (section, document) -> {
          LabelResult labels = (LabelResult) answer(prompt, document);

          assertThat(labels.probabilities().get(SECTIONS.indexOf(section)))
              .as(section)
              .isGreaterThan(0.9);
        });
  }

  @Test
  void summarizesInOneLine() {
    TaskPrompt prompt =
        prompt(new Summarize(Summarize.DEFAULT_TEMPLATE, 60, 60, Sampling.GREEDY, List.of()));

    CompletionResult summary = (CompletionResult) answer(prompt, PERL_MODULE);

    assertThat(summary.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(summary.text())
        .startsWith(" ")
        .doesNotContain("\n", "[INST]")
        .containsIgnoringCase("perl");
  }

  private static TaskPrompt prompt(Task task) {
    return TaskPrompt.of(
        new PromptSettings(task, Truncation.HEAD, ENGINE.contextLength()),
        ENGINE.tokenizer(),
        ENGINE.contextLength());
  }

  private static InferenceResult answer(TaskPrompt prompt, String document) {
    PreparedDocument.Ready ready = (PreparedDocument.Ready) prompt.prepare(document);
    return ENGINE.submit(ready.request()).join();
  }
}
