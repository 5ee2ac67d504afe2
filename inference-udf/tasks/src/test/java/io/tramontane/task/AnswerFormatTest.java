package io.tramontane.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.chat.ChatFormats;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.FinishReason;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerFormatTest {
  private static final Prompt PROMPT = new Prompt(new int[] {1}, new int[] {5, 6});
  private static final List<String> LABELS = List.of("libs", "libdevel", "python");

  private static Tokenizer tokenizer;

  @BeforeAll
  static void openModel() {
    try (GgufFile file = GgufFile.open(Path.of("../../models/tramontane-tiny-q8_0.gguf"))) {
      tokenizer = Tokenizer.from(file.metadata());
    }
  }

  @Test
  void generatedTextHasASeedOfTheDocumentsOwn() {
    GeneratedText format = new GeneratedText(7, new Sampling(0.7f, 0.9f, 5), List.of("x"));

    CompletionRequest request = completion(format, "one");
    CompletionRequest again = completion(format, "one");
    CompletionRequest other = completion(format, "two");

    assertThat(request.prompt()).isSameAs(PROMPT);
    assertThat(request.maxTokens()).isEqualTo(7);
    assertThat(request.stopStrings()).containsExactly("x");
    assertThat(request.endTokens()).containsExactly(tokenizer.eos());
    // The first eight bytes of `printf one | sha256sum`, exclusive or the seed that is set.
    assertThat(request.sampling()).isEqualTo(new Sampling(0.7f, 0.9f, 0x7692c3ad3540bb80L ^ 5));
    assertThat(again.sampling()).isEqualTo(request.sampling());
    assertThat(other.sampling().seed()).isNotEqualTo(request.sampling().seed());
  }

  @Test
  void thoughtsAreSampledAsTheTextIsAndGreedilyBeforeLabels() {
    BoundFormat<String> text = bound(new GeneratedText(7, new Sampling(0.7f, 0.9f, 5), List.of()));

    Sampling thinking = text.thinking("one");

    assertThat(thinking.temperature()).isEqualTo(0.7f);
    assertThat(thinking.topP()).isEqualTo(0.9f);
    // Else each thought would be drawn by the same number as a token of the answer.
    assertThat(thinking.seed())
        .isNotEqualTo(((CompletionRequest) text.request(PROMPT, "one")).sampling().seed())
        .isEqualTo(text.thinking("one").seed())
        .isNotEqualTo(text.thinking("two").seed());
    assertThat(bound(new LabelChoice(LABELS)).thinking("one")).isEqualTo(Sampling.GREEDY);
  }

  @Test
  void generatedTextIsReadWithoutTheSpaceAroundIt() {
    GeneratedText format = new GeneratedText(7, Sampling.GREEDY, List.of());

    assertThat(bound(format).read(new CompletionResult(" a tool\n", 9, 3, FinishReason.STOP)))
        .isEqualTo("a tool");
  }

  @Test
  void labelsAreScoredAsTheAnswerGoesOn() {
    LabelRequest request = (LabelRequest) bound(new LabelChoice(LABELS)).request(PROMPT, "x");

    assertThat(request.prompt()).isSameAs(PROMPT);
    assertThat(request.labels().size()).isEqualTo(3);
  }

  @Test
  void labelsAreReadTheMostProbableFirstAndEqualsInTheirOrder() {
    BoundFormat<List<LabelScore>> bound = bound(new LabelChoice(LABELS));

    assertThat(bound.read(new LabelResult(List.of(0.25, 0.5, 0.25), 9)))
        .containsExactly(
            new LabelScore("libdevel", 0.5),
            new LabelScore("libs", 0.25),
            new LabelScore("python", 0.25));
    assertThat(bound.read(new LabelResult(List.of(0.25, 0.375, 0.375), 9)).get(0).label())
        .isEqualTo("libdevel");
  }

  @Test
  void labelsThatCannotBeUsedAreToldAllAtOnce() {
    assertThatThrownBy(() -> bound(new LabelChoice(List.of("a", " ", "b", "a", ""))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot classify: label 2 is blank; labels 1 (a) and 4 (a) are the same to the model;"
                + " label 5 is blank. Give labels that are not blank and differ from each other.");
    assertThatThrownBy(() -> bound(new LabelChoice(List.of())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot classify: there are no labels.");
  }

  @Test
  void tokensAreCountedWithoutTheModel() {
    assertThat(bound(new TokenCount()).withoutModel("A C library."))
        .contains(tokenizer.encode("A C library.").length);
    assertThat(bound(new GeneratedText(7, Sampling.GREEDY, List.of())).withoutModel("x")).isEmpty();
  }

  private static CompletionRequest completion(GeneratedText format, String document) {
    return (CompletionRequest) bound(format).request(PROMPT, document);
  }

  private static <T> BoundFormat<T> bound(AnswerFormat<T> format) {
    return format.bind(tokenizer, ChatFormats.mistralV1(tokenizer));
  }
}
