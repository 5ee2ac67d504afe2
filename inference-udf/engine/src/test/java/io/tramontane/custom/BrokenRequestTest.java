package io.tramontane.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.generate.ActiveRequest;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.RequestStart;
import io.tramontane.testing.RandomModel;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.TokenSpan.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that goes beyond what it declared ends alone. */
@Timeout(60)
class BrokenRequestTest {
  private static final Prompt PROMPT = new Prompt(new int[0], new int[] {1, 5, 6, 7, 8});

  private final Path path;

  BrokenRequestTest(@TempDir Path folder) {
    this.path = RandomModel.mixtral().write(folder.resolve("model.gguf"));
  }

  /**
   * Declares two tokens of answer and two rows of logits.
   *
   * @param spans what it wants computed, given its sequence and its prompt
   */
  private record Misbehaving(int prefillRows, BiFunction<Sequence, int[], List<TokenSpan>> spans)
      implements InferenceRequest {
    @Override
    public Prompt prompt() {
      return PROMPT;
    }

    @Override
    public InferenceRequest withPrompt(Prompt prompt) {
      return this;
    }

    @Override
    public int maxAnswerTokens(int room) {
      return 2;
    }

    @Override
    public int minAnswerTokens() {
      return 1;
    }

    @Override
    public int maxLogitsRows() {
      return 2;
    }

    @Override
    public IntStream answerTokens() {
      return IntStream.empty();
    }

    @Override
    public boolean mayRunInOneStep() {
      return false;
    }

    @Override
    public ActiveRequest start(RequestStart start) {
      return new ActiveRequest() {
        @Override
        public int prefillRows() {
          return prefillRows;
        }

        @Override
        public List<TokenSpan> nextSpans(int room) {
          return spans.apply(start.sequence(), start.body());
        }

        @Override
        public @Nullable InferenceResult accept(Logits logits, int firstRow) {
          throw new UnsupportedOperationException("on purpose");
        }
      };
    }
  }

  private static List<TokenSpan> one(Sequence sequence, int start, int[] tokens, Wanted wanted) {
    return List.of(TokenSpan.of(sequence, start, tokens, wanted));
  }

  private void assertEndsAlone(int stepTokens, Misbehaving request, String cause) throws Exception {
    try (InferenceEngine engine =
        InferenceEngine.open(path, new EngineSettings(1, 1 << 20, stepTokens))) {
      GreedyRequest sound = GreedyRequest.plain(PROMPT, 5);
      InferenceResult alone = engine.submit(sound).get(30, TimeUnit.SECONDS);

      List<CompletableFuture<InferenceResult>> together =
          engine.submitAll(List.of(sound, request, sound));

      assertThat(together.get(0).get(30, TimeUnit.SECONDS)).isEqualTo(alone);
      assertThat(together.get(2).get(30, TimeUnit.SECONDS)).isEqualTo(alone);
      assertThat(together.get(1))
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOf(IllegalStateException.class)
          .withMessage("Cannot continue a Misbehaving: " + cause + ". Correct that class.");
      assertThat(engine.stats().kvBytes()).isZero();
    }
  }

  @Test
  void moreRowsOfLogitsThanDeclared() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(5, (sequence, body) -> one(sequence, 0, body, Wanted.ALL)),
        "it wants 5 rows of logits from one step and declared at most 2");
  }

  @Test
  void moreRowsThanAStepHasRoomFor() throws Exception {
    assertEndsAlone(
        2,
        new Misbehaving(5, (sequence, body) -> one(sequence, 0, body, Wanted.LAST)),
        "it wants 5 rows computed in one step and may want 4");
  }

  @Test
  void moreRowsDuringDecodeThanOfLogits() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(0, (sequence, body) -> one(sequence, 0, body, Wanted.LAST)),
        "it wants 5 rows computed in one step and may want 2");
  }

  @Test
  void moreTokensThanDeclared() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(0, (sequence, body) -> one(sequence, 6, new int[] {3, 4}, Wanted.LAST)),
        "it threw java.lang.IllegalArgumentException: Cannot place 2 tokens at position 6:"
            + " the sequence has a prefix of 0 and room for 7.");
  }

  @Test
  void aTokenThatTheVocabularyLacks() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(0, (sequence, body) -> one(sequence, 0, new int[] {333}, Wanted.LAST)),
        "it threw java.lang.IllegalArgumentException: Cannot run token 333: the vocabulary has"
            + " 333.");
  }

  @Test
  void nothingToCompute() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(0, (sequence, body) -> List.of()),
        "it has no result and wants nothing computed");
    assertEndsAlone(
        2,
        new Misbehaving(5, (sequence, body) -> List.of()),
        "it has no result and wants nothing computed");
  }

  /** The JVM throws it wherever it comes to it, for a page of the model that cannot be read. */
  @Test
  void theErrorOfAMappedReadEndsTheEngine() throws Exception {
    Misbehaving request =
        new Misbehaving(
            5,
            (sequence, body) -> {
              throw new InternalError("a fault occurred in an unsafe memory access operation");
            });
    try (InferenceEngine engine = InferenceEngine.open(path, new EngineSettings(2, 1 << 20, 512))) {
      GreedyRequest sound = GreedyRequest.plain(PROMPT, 5);
      String message =
          "Cannot read model %s: a fault occurred in an unsafe memory access operation. Check its disk, and that nobody shortened the file; then start again."
              .formatted(path);

      for (CompletableFuture<InferenceResult> each : engine.submitAll(List.of(sound, request))) {
        assertThat(each)
            .failsWithin(30, TimeUnit.SECONDS)
            .withThrowableOfType(ExecutionException.class)
            .havingCause()
            .isInstanceOf(InsufficientResourcesException.class)
            .withMessage(message);
      }
      assertThatThrownBy(() -> engine.submit(sound))
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessage(message);
    }
  }

  @Test
  void logitsThatItFailsToTake() throws Exception {
    assertEndsAlone(
        512,
        new Misbehaving(5, (sequence, body) -> one(sequence, 0, body, Wanted.LAST)),
        "it threw java.lang.UnsupportedOperationException: on purpose");
  }
}
