package io.tramontane.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.passthrough.PassthroughNDArray;
import ai.djl.util.passthrough.PassthroughTranslator;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the embedded model. */
class TramontaneEngineTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");

  private static ZooModel<InferenceRequest, InferenceResult> model;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void loadModel() throws Exception {
    model = load();
    tokenizer = TramontaneModel.of(model).tokenizer();
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  @Test
  void loadsByCriteria() {
    assertThat(model.getModelPath().toAbsolutePath().normalize())
        .isEqualTo(MODEL.toAbsolutePath().normalize());
    assertThat(model.getNDManager().getEngine().getEngineName()).isEqualTo("Tramontane");
    assertThat(TramontaneModel.of(model).contextLength()).isEqualTo(512);
    assertThat(tokenizer.vocabularySize()).isEqualTo(8_192);
  }

  @Test
  void answersABatchInItsOrder() throws TranslateException {
    List<InferenceRequest> requests =
        IntStream.rangeClosed(1, 9).mapToObj(tokens -> request("python", tokens)).toList();
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      List<InferenceResult> results = predictor.batchPredict(requests);

      assertThat(results).hasSize(9);
      assertThat(results.get(0)).isEqualTo(predictor.predict(requests.get(0)));
      for (int index = 0; index < 9; index++) {
        CompletionResult result = (CompletionResult) results.get(index);
        assertThat(result.completionTokens()).isLessThanOrEqualTo(index + 1);
        // Greedily, a longer answer goes on where a shorter one ends.
        assertThat(((CompletionResult) results.get(8)).text()).startsWith(result.text());
      }
      assertThat(((CompletionResult) results.get(2)).completionTokens()).isEqualTo(3);
    }
  }

  @Test
  void answersNoRequests() throws TranslateException {
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      assertThat(predictor.batchPredict(List.of())).isEmpty();
    }
  }

  @Test
  void putsAFailedRequestInItsPlace() throws TranslateException {
    int[] tooMany = new int[600];
    Arrays.fill(tooMany, tokenizer.bos());
    InferenceRequest tooLong =
        new CompletionRequest(
            new Prompt(new int[0], tooMany), 1, Sampling.GREEDY, Set.of(), List.of());
    InferenceRequest unknownToken =
        new CompletionRequest(
            new Prompt(new int[0], new int[] {8_192}), 1, Sampling.GREEDY, Set.of(), List.of());
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      List<InferenceResult> results =
          predictor.batchPredict(
              List.of(request("a", 2), tooLong, request("b", 2), unknownToken, request("c", 2)));

      assertThat(List.of(results.get(0), results.get(2), results.get(4)))
          .isEqualTo(
              predictor.batchPredict(List.of(request("a", 2), request("b", 2), request("c", 2))))
          .hasOnlyElementsOfType(CompletionResult.class);
      assertThat(List.of(results.get(1), results.get(3)))
          .extracting(result -> ((FailedResult) result).kind())
          .containsExactly(FailedResult.Kind.TOO_LONG, FailedResult.Kind.INVALID);
    }
  }

  @Test
  void takesOtherTypesByATranslator() throws TranslateException {
    try (Predictor<String, Integer> predictor = model.newPredictor(new TokenCounter())) {
      assertThat(predictor.batchPredict(List.of("python", "a small library")))
          .containsExactly(
              tokenizer.encode("python").length, tokenizer.encode("a small library").length);
    }
  }

  @Test
  void failsWithTheCauseOnceTheModelIsClosed() throws Exception {
    ZooModel<InferenceRequest, InferenceResult> other = load();
    try (Predictor<InferenceRequest, InferenceResult> predictor = other.newPredictor()) {
      other.close();
      other.close();

      assertThatThrownBy(() -> predictor.predict(request("a", 1)))
          .isInstanceOf(TranslateException.class)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("Cannot submit a request: the engine is closed.");
      assertThatThrownBy(other::newPredictor)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot use model tramontane-tiny-q8_0.gguf: it is not open.");
    }
  }

  @Test
  void keepsTheInterruptOfAnInterruptedThread() {
    Thread.currentThread().interrupt();
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(request("a", 40)))
          .isInstanceOf(TranslateException.class)
          .hasMessage("Cannot finish the batch: the thread was interrupted.");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void rejectsASecondLoad() {
    assertThatThrownBy(() -> TramontaneModel.of(model).load(MODEL, null, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot load " + MODEL + ": this model is open already.");
  }

  private static ZooModel<InferenceRequest, InferenceResult> load() throws Exception {
    return Criteria.builder()
        .setTypes(InferenceRequest.class, InferenceResult.class)
        .optEngine(TramontaneEngine.NAME)
        .optModelPath(MODEL)
        .optTranslator(new PassthroughTranslator<>())
        .optOptions(EngineOptions.of(new EngineSettings(1, 64 << 20, 128)))
        .build()
        .loadModel();
  }

  private static InferenceRequest request(String text, int maxTokens) {
    return new CompletionRequest(
        new Prompt(new int[] {tokenizer.bos()}, tokenizer.encode(text)),
        maxTokens,
        Sampling.GREEDY,
        Set.of(tokenizer.eos()),
        List.of());
  }

  /** Counts the tokens of a text: a translator of a user's own. */
  private static final class TokenCounter implements NoBatchifyTranslator<String, Integer> {
    @Override
    public NDList processInput(TranslatorContext context, String input) {
      return new NDList(new PassthroughNDArray(request(input, 1)));
    }

    @Override
    public Integer processOutput(TranslatorContext context, NDList list) {
      PassthroughNDArray array = (PassthroughNDArray) list.singletonOrThrow();
      // Without the beginning-of-sequence token.
      return ((CompletionResult) array.getObject()).promptTokens() - 1;
    }
  }
}
