package io.tramontane.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Generate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine of another name is loaded and used as the project's own is. */
class ToyEngineTest {
  private static final Path MODEL = Path.of("toy.model");
  private static final Generate TASK = new Generate(1, Sampling.GREEDY, List.of());

  /** With batches of so many texts. */
  private static EngineSettings settings(int batch) {
    return new EngineSettings(1, 1, batch);
  }

  private static Object output(Answers answers) {
    return ((Answer) answers.only()).values().get("output");
  }

  @Test
  void answersByTheBackendOfALoadedModel() {
    try (LoadedModel loaded = LoadedModel.load(MODEL, ToyEngineProvider.NAME, settings(1));
        Session session = loaded.backend().open(List.of(TASK))) {
      assertThat(loaded.backend().name()).isEqualTo("toy.model");
      assertThat(loaded.model().getModelPath()).isEqualTo(MODEL);
      assertThat(output(session.submit(Texts.of("mistral")).join())).isEqualTo("MISTRAL");
    }
  }

  /** Else the first answer would be awaited for ever. */
  @Test
  @Timeout(60)
  void aBatchIsSubmittedBeforeItsFirstAnswerIsAwaited() throws Exception {
    Criteria<Texts, Answers> criteria =
        Criteria.builder()
            .setTypes(Texts.class, Answers.class)
            .optEngine(ToyEngineProvider.NAME)
            .optModelZoo(new LocalModelZoo(MODEL))
            .optArgument(LocalModelZoo.SETTINGS, settings(3))
            .optTranslator(new TaskTranslator(List.of(TASK)))
            .build();
    try (ZooModel<Texts, Answers> model = criteria.loadModel();
        Predictor<Texts, Answers> predictor = model.newPredictor()) {
      assertThat(predictor.batchPredict(Stream.of("a", "b", "c").map(Texts::of).toList()))
          .extracting(ToyEngineTest::output)
          .containsExactly("A", "B", "C");
    }
  }

  @Test
  void anUnknownEngineIsAnError() {
    assertThatThrownBy(() -> LoadedModel.load(MODEL, "Tramontana", settings(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load toy.model: there is no engine Tramontana. Correct tramontane.model.engine, or put the engine's jar on the class path.");
  }
}
