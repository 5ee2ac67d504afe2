package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.Answers;
import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Generate;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the embedded model. */
class RegistryModelsTest {
  private static final String MODEL = "../../models/tramontane-tiny-q8_0.gguf";
  private static final String DIGEST =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final EngineSettings SETTINGS = new EngineSettings(2, 64L << 20, 512);
  private static final List<Task<?>> TASKS = List.of(new Generate(8, Sampling.GREEDY, List.of()));

  private final ModelProvider models = new RegistryModels();

  private static ModelConfig config(String path, @Nullable String sha256) {
    return new ModelConfig(
        path, sha256, null, "Tramontane", null, new ModelConfig.Cache(null, null));
  }

  @Test
  void identifiesAModelByItsContent() {
    ModelIdentity identity = models.identify(config(MODEL, null));

    assertThat(identity.name()).isEqualTo("Tramontane tiny");
    assertThat(identity.digest()).isEqualTo(DIGEST);
    assertThatThrownBy(() -> models.identify(config(MODEL, "0".repeat(64))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its digest is " + DIGEST)
        .hasMessageContaining("0".repeat(64));
  }

  @Test
  void whatIsSaidOfItsTokenizerArrivesThere() {
    ModelConfig wrong =
        new ModelConfig(
            MODEL, null, null, "Tramontane", "tekken", new ModelConfig.Cache(null, null));
    ModelIdentity identity = models.identify(config(MODEL, null));

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> models.identify(wrong),
            () -> models.fit(wrong, TASKS),
            () -> models.open(wrong, identity, TASKS, SETTINGS))) {
      assertThatThrownBy(use)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Cannot split text as tekken does: ")
          .hasMessageContaining("Remove model.pre-tokenizer.");
    }
  }

  @Test
  void fetchesAModelOfAUrlIntoTheCache(@TempDir Path folder) throws IOException {
    Path file = Files.copy(Path.of(MODEL), folder.resolve("m.gguf"));
    ModelConfig model =
        new ModelConfig(
            file.toUri().toString(),
            DIGEST,
            null,
            "Tramontane",
            null,
            new ModelConfig.Cache(folder + "/cache", null));

    ModelIdentity identity = models.identify(model);
    models.fit(model, TASKS);
    try (Session first = models.open(model, identity, TASKS, SETTINGS)) {
      // Whoever has the model open needs the URL no more.
      Files.delete(file);
      try (Session second = models.open(model, identity, TASKS, SETTINGS);
          Session ofTheFile = models.open(config(MODEL, null), identity, TASKS, SETTINGS)) {
        assertThat(answers(second)).isEqualTo(answers(first)).isEqualTo(answers(ofTheFile));
      }
    }

    assertThat(identity.digest()).isEqualTo(DIGEST);
    try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
      assertThat(cached.filter(path -> path.endsWith("m.gguf"))).hasSize(1);
    }
  }

  @Test
  void tellsTheMemoryThatAModelWants() {
    // Four layers of four heads, keys and values of 32 elements, in float32.
    assertThat(models.memory(config(MODEL, null), SETTINGS))
        .hasValueSatisfying(
            memory -> assertThat(memory.kvToken()).isEqualTo(4 * 4 * 2 * 32 * Float.BYTES));
  }

  private static Answers answers(Session session) {
    Answers answers = session.submit(Texts.of("A Go module that parses files.")).join();
    assertThat(answers.only()).isInstanceOf(Answer.class);
    return answers;
  }

  @Test
  void refusesAFileThatIsNoModel(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("m.gguf"), "no model");

    assertThatThrownBy(() -> models.identify(config(file.toString(), null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("m.gguf");
    assertThatThrownBy(() -> models.identify(config(folder + "/none", null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none");
  }

  @Test
  void refusesATaskThatDoesNotSuitTheModel() {
    Summarize withoutText =
        new Summarize(
            new DocumentPrompt("Summarize!", Map.of(), Truncation.HEAD, null),
            0,
            8,
            Sampling.GREEDY,
            List.of());

    models.fit(config(MODEL, null), TASKS);
    assertThatThrownBy(() -> models.fit(config(MODEL, null), List.of(withoutText)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("{text} 0 times instead of once");
  }
}
