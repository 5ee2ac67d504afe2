package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the embedded model. */
class RegistryModelsTest {
  private static final Path FILE = Path.of("../../models/tramontane-tiny-q8_0.gguf");
  private static final String DIGEST =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final ModelConfig.Cache NO_CACHE = new ModelConfig.Cache(null, null);
  private static final ModelConfig MODEL = model(FILE.toString(), DIGEST, NO_CACHE);
  private static final EngineSettings SETTINGS = new EngineSettings(2, 64L << 20, 512);
  private static final String GO =
      "This package provides a Go module that parses and writes configuration files.";

  private final RegistryModels models = new RegistryModels();

  @Test
  void namesTheModelByItsContent() {
    assertThat(models.identify(model(FILE.toString(), null, NO_CACHE)).digest()).isEqualTo(DIGEST);
    ModelConfig other = model(FILE.toString(), "0".repeat(64), NO_CACHE);
    assertThatThrownBy(() -> models.identify(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its digest is " + DIGEST)
        .hasMessageContaining("0".repeat(64));
  }

  @Test
  void fetchesAModelOfAUrlIntoTheCache(@TempDir Path folder) throws IOException {
    Path file = Files.copy(FILE, folder.resolve("m.gguf"));
    ModelConfig model =
        model(file.toUri().toString(), DIGEST, new ModelConfig.Cache(folder + "/cache", null));

    ModelIdentity identity = models.identify(model);
    Task<?> task = task(Classify.defaultTemplate());
    models.validate(model, List.of(task));
    Outcome first = answer(model, identity, task);
    // Whoever has the model open needs the URL no more.
    Files.delete(file);

    assertThat(identity.digest()).isEqualTo(DIGEST);
    assertThat(answer(model, identity, task))
        .isEqualTo(first)
        .isEqualTo(answer(MODEL, identity, task));
    try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
      assertThat(cached.filter(path -> path.endsWith("m.gguf"))).hasSize(1);
    }
  }

  @Test
  void refusesAFileThatIsNoModel(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("m.gguf"), "no model");

    assertThatThrownBy(() -> models.identify(model(file.toString(), null, NO_CACHE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("m.gguf");
    assertThatThrownBy(() -> models.identify(model(folder + "/none", null, NO_CACHE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none");
  }

  @Test
  void refusesATemplateThatLeavesTheDocumentOut() {
    assertThatThrownBy(() -> models.validate(MODEL, List.of(task("Classify!"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("{text} 0 times instead of once");
  }

  @Test
  void refusesAModelThatIsNotTheOneThatWasIdentified() {
    ModelConfig any = model(FILE.toString(), null, NO_CACHE);
    ModelIdentity other = new ModelIdentity("tiny", "0".repeat(64));

    assertThatThrownBy(
            () -> models.open(any, other, List.of(task(Classify.defaultTemplate())), SETTINGS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its digest is " + DIGEST);
  }

  private Outcome answer(ModelConfig model, ModelIdentity identity, Task<?> task) {
    try (Session session = models.open(model, identity, List.of(task), SETTINGS)) {
      return session.submit(Texts.of(GO)).join().only();
    }
  }

  private static ModelConfig model(String path, @Nullable String sha256, ModelConfig.Cache cache) {
    return new ModelConfig(path, sha256, "Tramontane", cache);
  }

  private static Task<?> task(String template) {
    List<String> labels = List.of("libs", "golang", "doc");
    return new Classify(
        new DocumentPrompt(template, Classify.values(labels), Truncation.HEAD, 150), labels);
  }
}
