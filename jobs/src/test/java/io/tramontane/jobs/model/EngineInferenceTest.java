package io.tramontane.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.config.EngineConfig;
import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.model.DocumentOutcome.Classification;
import io.tramontane.jobs.model.DocumentOutcome.Failure;
import io.tramontane.jobs.model.DocumentOutcome.Summary;
import io.tramontane.prompt.Classify;
import io.tramontane.prompt.Summarize;
import io.tramontane.prompt.Truncation;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.Score;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the embedded model. */
class EngineInferenceTest {
  private static final String DIGEST =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final ModelConfig.Cache NO_CACHE = new ModelConfig.Cache(null, null);
  private static final ModelConfig MODEL = model(DIGEST);
  private static final EngineConfig ENGINE =
      new EngineConfig(
          2,
          64L << 20,
          KvFormat.FLOAT32,
          512,
          Arithmetic.FLOAT32,
          VectorBits.AUTO,
          NativeCode.AUTO);
  private static final String GO =
      "This package provides a Go module that parses and writes configuration files.";

  private final EngineInference inference = new EngineInference();

  @Test
  void namesTheModelByItsContent() {
    assertThat(inference.identify(model(null)).getDigest()).isEqualTo(DIGEST);
    assertThatThrownBy(() -> inference.identify(model("0".repeat(64))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its digest is " + DIGEST)
        .hasMessageContaining("0".repeat(64));
  }

  @Test
  void fetchesAModelOfAUrlIntoTheCache(@TempDir Path folder) throws IOException {
    Path file =
        Files.copy(Path.of("../models/tramontane-tiny-q8_0.gguf"), folder.resolve("m.gguf"));
    ModelConfig model =
        new ModelConfig(
            file.toUri().toString(), DIGEST, new ModelConfig.Cache(folder + "/cache", null));

    ModelIdentity identity = inference.identify(model);
    TaskConfig task = task(TaskType.CLASSIFY, Classify.DEFAULT_TEMPLATE, Truncation.HEAD);
    inference.check(model, task);
    DocumentModel opened = inference.open(model, identity, task, ENGINE);
    // Whoever has the model open needs the URL no more.
    Files.delete(file);

    assertThat(identity.getDigest()).isEqualTo(DIGEST);
    assertThat(inference.open(model, identity, task, ENGINE).answer(List.of(GO)))
        .isEqualTo(opened.answer(List.of(GO)))
        .isEqualTo(open(task).answer(List.of(GO)));
    try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
      assertThat(cached.filter(path -> path.endsWith("m.gguf"))).hasSize(1);
    }
  }

  @Test
  void refusesAFileThatIsNoModel(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("m.gguf"), "no model");

    assertThatThrownBy(() -> inference.identify(new ModelConfig(file.toString(), null, NO_CACHE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("m.gguf");
    assertThatThrownBy(() -> inference.identify(new ModelConfig(folder + "/none", null, NO_CACHE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none");
  }

  @Test
  void refusesATemplateThatLeavesTheDocumentOut() {
    TaskConfig task = task(TaskType.CLASSIFY, "Classify!", Truncation.HEAD);

    assertThatThrownBy(() -> inference.check(MODEL, task))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("{text} 0 times instead of once");
  }

  @Test
  void classifies() {
    List<DocumentOutcome> outcomes =
        open(task(TaskType.CLASSIFY, Classify.DEFAULT_TEMPLATE, Truncation.HEAD))
            .answer(List.of(GO));

    Classification classification = (Classification) outcomes.get(0);
    assertThat(classification.scores().get(0).getLabel()).isEqualTo("golang");
    assertThat(classification.scores())
        .hasSize(3)
        .extracting(Score::getProbability)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(classification.scores().stream().mapToDouble(Score::getProbability).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(classification.truncated()).isFalse();
  }

  @Test
  void summarizesAndPutsEachOutcomeWhereItsTextIs() {
    String tooLong = "word ".repeat(200);
    DocumentModel model = open(task(TaskType.SUMMARIZE, "", Truncation.NONE));

    List<DocumentOutcome> outcomes = model.answer(List.of(tooLong, GO, tooLong, "A C library."));

    assertThat(outcomes).hasSize(4);
    assertThat(List.of(outcomes.get(0), outcomes.get(2)))
        .allSatisfy(
            outcome -> assertThat(((Failure) outcome).kind()).isEqualTo(ErrorKind.TOO_LONG));
    Summary summary = (Summary) outcomes.get(1);
    assertThat(summary.text()).isNotBlank();
    assertThat(summary.promptTokens()).isEqualTo(model.promptTokens(GO)).isPositive();
    assertThat(model.answer(List.of(GO))).containsExactly(summary);
    assertThat(model.promptTokens(tooLong)).isZero();
    assertThat(model.answer(List.of(tooLong))).hasSize(1);
  }

  @Test
  void tellsThatADocumentWasTruncated() {
    DocumentModel model =
        open(task(TaskType.CLASSIFY, Classify.DEFAULT_TEMPLATE, Truncation.HEAD_AND_TAIL));

    assertThat(((Classification) model.answer(List.of("word ".repeat(200))).get(0)).truncated())
        .isTrue();
  }

  private DocumentModel open(TaskConfig task) {
    return inference.open(MODEL, new ModelIdentity("tiny", DIGEST), task, ENGINE);
  }

  private static ModelConfig model(@Nullable String sha256) {
    return new ModelConfig("../models/tramontane-tiny-q8_0.gguf", sha256, NO_CACHE);
  }

  private static TaskConfig task(TaskType type, String classify, Truncation truncation) {
    return new TaskConfig(
        type,
        new TaskConfig.Summarize(Summarize.DEFAULT_TEMPLATE, 20, 40),
        new TaskConfig.Classify(classify, List.of("libs", "golang", "doc")),
        truncation,
        150,
        new TaskConfig.Sampling(0, 1, 0),
        List.of());
  }
}
