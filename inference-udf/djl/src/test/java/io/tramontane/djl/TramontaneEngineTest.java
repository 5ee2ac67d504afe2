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
import ai.djl.util.passthrough.PassthroughTranslator;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.task.CountTokens;
import io.tramontane.task.ErrorKind;
import io.tramontane.task.Generate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the embedded model. */
class TramontaneEngineTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");

  private static ZooModel<Texts, Answers> model;

  @BeforeAll
  static void loadModel() throws Exception {
    model = load(4);
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
  }

  @Test
  void answersABatchInItsOrder() throws TranslateException {
    List<Texts> texts =
        IntStream.rangeClosed(1, 9).mapToObj(number -> Texts.of("python " + number)).toList();
    try (Predictor<Texts, Answers> predictor = model.newPredictor()) {
      List<Answers> together = predictor.batchPredict(texts);

      assertThat(together).hasSize(9);
      for (int text = 0; text < 9; text++) {
        assertThat(together.get(text)).isEqualTo(predictor.predict(texts.get(text)));
      }
      assertThat(((Answer) together.get(2).only()).completionTokens()).isBetween(1, 4);
    }
  }

  @Test
  void answersNoTexts() throws TranslateException {
    try (Predictor<Texts, Answers> predictor = model.newPredictor()) {
      assertThat(predictor.batchPredict(List.of())).isEmpty();
    }
  }

  @Test
  void putsAFailureInItsPlace() throws TranslateException {
    String tooLong = "python ".repeat(600);
    try (Predictor<Texts, Answers> predictor = model.newPredictor()) {
      List<Answers> answers =
          predictor.batchPredict(Stream.of("a", tooLong, "b", " ", "c").map(Texts::of).toList());

      assertThat(List.of(answers.get(0), answers.get(2), answers.get(4)))
          .isEqualTo(predictor.batchPredict(Stream.of("a", "b", "c").map(Texts::of).toList()))
          .extracting(Answers::only)
          .hasOnlyElementsOfType(Answer.class);
      assertThat(List.of(answers.get(1), answers.get(3)))
          .extracting(failed -> ((Failure) failed.only()).kind())
          .containsExactly(ErrorKind.TOO_LONG, ErrorKind.EMPTY_TEXT);
    }
  }

  @Test
  void takesOtherTypesByATranslator() throws TranslateException {
    try (Predictor<String, Integer> predictor = model.newPredictor(new TokenCounter())) {
      assertThat(predictor.batchPredict(List.of("python", "python python"))).containsExactly(1, 2);
    }
  }

  @Test
  void saysWhatATranslatorMustGive() {
    try (Predictor<String, String> predictor = model.newPredictor(new PassthroughTranslator<>())) {
      assertThatThrownBy(() -> predictor.predict("python"))
          .isInstanceOf(TranslateException.class)
          .hasRootCauseMessage(
              "Cannot call the backend: the translator gave no BackendCall. Use TaskTranslator.");
    }
  }

  @Test
  void saysWhenATaskDoesNotSuitTheModel() {
    TaskTranslator tooLong =
        new TaskTranslator(List.of(new Generate(600, Sampling.GREEDY, List.of())));
    try (Predictor<Texts, Answers> predictor = model.newPredictor(tooLong)) {
      assertThatThrownBy(() -> predictor.predict(Texts.of("a")))
          .isInstanceOf(TranslateException.class)
          .hasRootCauseInstanceOf(InvalidInputException.class)
          .rootCause()
          .hasMessageStartingWith("Cannot fit a document into a context of 512 tokens");
    }
  }

  @Test
  void failsWithTheCauseOnceTheModelIsClosed() throws Exception {
    ZooModel<Texts, Answers> other = load(1);
    try (Predictor<Texts, Answers> predictor = other.newPredictor()) {
      other.close();
      other.close();

      assertThatThrownBy(() -> predictor.predict(Texts.of("a")))
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
    try (Predictor<Texts, Answers> predictor = model.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(Texts.of("a")))
          .isInstanceOf(TranslateException.class)
          .hasMessage("Cannot finish the batch: the thread was interrupted.");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void rejectsASecondLoad() {
    assertThatThrownBy(() -> model.getWrappedModel().load(MODEL, null, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot load " + MODEL + ": this model is open already.");
  }

  @Test
  void rejectsALoadWithoutSettings() {
    Criteria<Texts, Answers> withoutSettings = criteria(1).optArguments(Map.of()).build();

    assertThatThrownBy(withoutSettings::loadModel)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load "
                + MODEL
                + ": the argument settings is null. Give EngineSettings by Criteria.optArgument.");
  }

  private static ZooModel<Texts, Answers> load(int maxTokens) throws Exception {
    return criteria(maxTokens).build().loadModel();
  }

  private static Criteria.Builder<Texts, Answers> criteria(int maxTokens) {
    return Criteria.builder()
        .setTypes(Texts.class, Answers.class)
        .optEngine(TramontaneEngineProvider.NAME)
        .optModelZoo(new LocalModelZoo(MODEL))
        .optTranslator(
            new TaskTranslator(List.of(new Generate(maxTokens, Sampling.GREEDY, List.of()))))
        .optArgument(LocalModelZoo.SETTINGS, new EngineSettings(1, 64 << 20, 128));
  }

  /** Counts the tokens of a text: a translator of a user's own. */
  private static final class TokenCounter implements NoBatchifyTranslator<String, Integer> {
    @Override
    public NDList processInput(TranslatorContext context, String input) {
      BackendCall call =
          backend -> {
            try (Session session = backend.open(List.of(new CountTokens()))) {
              return ((Answer) session.submit(Texts.of(input)).join().only())
                  .values()
                  .get("tokens");
            }
          };
      return call.asInput();
    }

    @Override
    public Integer processOutput(TranslatorContext context, NDList output) {
      return (Integer) BackendCall.returned(output);
    }
  }
}
