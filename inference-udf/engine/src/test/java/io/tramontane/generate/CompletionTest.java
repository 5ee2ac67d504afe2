package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.testing.PlainModel;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.testing.TestVocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a completion ends, and with which text. */
@Timeout(60)
class CompletionTest {
  private static final int CONTEXT = 64;

  private final PlainModel plain;
  private final InferenceEngine engine;

  CompletionTest(@TempDir Path folder) {
    Path path = RandomModel.mixtral().context(CONTEXT).write(folder.resolve("model.gguf"));
    plain = new PlainModel(path);
    engine = InferenceEngine.open(path, Requests.AMPLE);
  }

  @AfterEach
  void close() {
    engine.close();
    plain.close();
  }

  /** What the model generates greedily after a prompt. */
  private record Run(int[] prompt, List<Integer> generated) {
    boolean ends() {
      return generated.get(generated.size() - 1) == TestVocabulary.EOS;
    }
  }

  /** Prompts of some length with 16 tokens after each, fewer where model or context end earlier. */
  private List<Run> runs(int promptLength) {
    int max = Math.min(16, CONTEXT - promptLength);
    return IntStream.range(0, 40)
        .mapToObj(seed -> Requests.tokens(seed, promptLength))
        .map(prompt -> new Run(prompt, plain.generate(prompt, max, PlainModel.GREEDY)))
        .toList();
  }

  private Run run(boolean ends, int minimumLength) {
    return runs(10).stream()
        .filter(run -> run.ends() == ends && run.generated().size() >= minimumLength)
        .findFirst()
        .orElseThrow();
  }

  private InferenceResult complete(Run run, int maxTokens, String... stopStrings) {
    return engine
        .submit(Requests.greedy(Requests.prompt(run.prompt()), maxTokens, stopStrings))
        .join();
  }

  @Test
  void endsAtTheMostTokens() {
    Run run = run(false, 16);
    for (int maxTokens = 1; maxTokens <= 16; maxTokens++) {
      assertThat(complete(run, maxTokens))
          .isEqualTo(
              new CompletionResult(
                  plain.text(run.generated().subList(0, maxTokens)),
                  10,
                  maxTokens,
                  FinishReason.LENGTH));
    }
  }

  @Test
  void endsAtTheEndOfSequenceToken() {
    Run run = run(true, 3);
    int length = run.generated().size();
    CompletionResult ended =
        new CompletionResult(plain.text(run.generated()), 10, length, FinishReason.STOP);

    assertThat(complete(run, length + 10)).isEqualTo(ended);
    assertThat(complete(run, length)).isEqualTo(ended);
    assertThat(complete(run, length - 1))
        .isEqualTo(new CompletionResult(ended.text(), 10, length - 1, FinishReason.LENGTH));
  }

  @Test
  void endsWhereTheContextEnds() {
    Run run = runs(CONTEXT - 5).stream().filter(each -> !each.ends()).findFirst().orElseThrow();

    assertThat(complete(run, 1000))
        .isEqualTo(
            new CompletionResult(plain.text(run.generated()), CONTEXT - 5, 5, FinishReason.LENGTH));
  }

  /** Every part of the text as the stop string: within a token, a token, over several. */
  @Test
  void endsInFrontOfAStopString() {
    Run run = run(false, 16);
    String text = plain.text(run.generated());
    for (int start = 0; start < text.length(); start++) {
      for (int end = start + 1; end <= Math.min(text.length(), start + 9); end++) {
        String stop = text.substring(start, end);

        assertThat(complete(run, 16, stop)).as(stop).isEqualTo(stoppedAt(run, stop));
      }
    }
  }

  /** The tokens up to the one that completes the string, the text in front of it. */
  private CompletionResult stoppedAt(Run run, String stop) {
    int tokens = 1;
    while (!plain.text(run.generated().subList(0, tokens)).contains(stop)) {
      tokens++;
    }
    String text = plain.text(run.generated().subList(0, tokens));
    return new CompletionResult(
        text.substring(0, text.indexOf(stop)), 10, tokens, FinishReason.STOP);
  }

  @Test
  void endsAtTheStopStringThatIsCompleteFirst() {
    Run run = run(false, 16);
    String text = plain.text(run.generated());
    String late = text.substring(text.length() - 3);
    String early = text.substring(2, 6);

    assertThat(complete(run, 16, late, early, "never there")).isEqualTo(stoppedAt(run, early));
    assertThat(complete(run, 16, early.substring(1), early)).isEqualTo(stoppedAt(run, early));
  }

  @Test
  void goesOnWithoutItsStopStrings() {
    Run run = run(false, 16);

    assertThat(complete(run, 16, "never there", plain.text(run.generated()) + "!"))
        .isEqualTo(complete(run, 16));
  }

  @Test
  void refusesRequestsWithoutSense() {
    Prompt prompt = Requests.prompt(1);

    assertThatThrownBy(() -> Requests.greedy(prompt, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a completion request: max tokens is 0. Give at least 1.");
    assertThatThrownBy(() -> Requests.greedy(prompt, 1, "stop", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a completion request: a stop string is empty. Leave it out.");
    assertThatThrownBy(Requests::prompt)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a prompt: it has no tokens.");
  }
}
