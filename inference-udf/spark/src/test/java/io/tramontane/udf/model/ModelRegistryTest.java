package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.tramontane.djl.TramontaneModel;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the embedded model. */
class ModelRegistryTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");
  // As the model's card gives it.
  private static final String SHA256 =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final EngineSettings SETTINGS = new EngineSettings(1, 64 << 20, 128);

  private final ModelRegistry registry = new ModelRegistry();

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @Test
  void loadsAModelThatAnswers() throws Exception {
    ZooModel<InferenceRequest, InferenceResult> model =
        registry.model(new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS));
    int bos = TramontaneModel.of(model).tokenizer().bos();
    Prompt prompt = new Prompt(new int[] {bos}, new int[0]);
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      assertThat(
              predictor.predict(
                  new CompletionRequest(prompt, 1, Sampling.GREEDY, Set.of(), List.of())))
          .isInstanceOf(CompletionResult.class);
    }
  }

  @Test
  void loadsAModelOnceForAllThreads() throws Exception {
    Callable<ZooModel<InferenceRequest, InferenceResult>> load =
        () -> registry.model(new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Set<Object> models = new HashSet<>();
      for (Future<ZooModel<InferenceRequest, InferenceResult>> loaded :
          threads.invokeAll(Collections.nCopies(8, load))) {
        models.add(loaded.get());
      }
      assertThat(models).hasSize(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void tellsModelsApartByPathAndSettingsOnly() {
    ZooModel<?, ?> model = registry.model(new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS));
    Path samePath = MODEL.toAbsolutePath();
    EngineSettings otherSettings = new EngineSettings(1, 64 << 20, 64);

    assertThat(registry.model(new ModelKey(new ModelFile(samePath), SHA256, SETTINGS)))
        .isSameAs(model);
    assertThat(registry.model(new ModelKey(new ModelFile(MODEL), SHA256, otherSettings)))
        .isNotSameAs(model);
  }

  @Test
  void rejectsAModelOfAnotherDigest() {
    String expected = "0".repeat(64);

    assertThatThrownBy(() -> registry.model(new ModelKey(new ModelFile(MODEL), expected, SETTINGS)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use model "
                + MODEL.toAbsolutePath().normalize()
                + ": its digest is "
                + SHA256
                + ", expected "
                + expected
                + ". Fetch the model again, or correct the digest.");
  }

  @Test
  void triesAgainAfterAFailure(@TempDir Path folder) throws IOException {
    // A comma and a space, since DJL's own path lists take them for separators.
    Path file = folder.resolve("a, b.gguf");
    ModelKey key = new ModelKey(new ModelFile(file), SHA256, SETTINGS);
    assertThatThrownBy(() -> registry.model(key))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a, b.gguf");
    Files.copy(MODEL, file);

    assertThat(registry.model(key).getModelPath()).isEqualTo(file);
  }

  @Test
  void closesItsModels() {
    ModelKey key = new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS);
    ZooModel<?, ?> model = registry.model(key);
    registry.close();
    registry.close();

    assertThatThrownBy(model::newPredictor)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("it is not open.");
    assertThatThrownBy(() -> registry.model(key))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use " + key.source().location() + ": the registry is closed.");
  }

  @Test
  void tellsWhatItsModelsHaveDoneAlsoWhenClosed() throws Exception {
    ZooModel<InferenceRequest, InferenceResult> model =
        registry.model(new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS));
    registry.model(new ModelKey(new ModelFile(MODEL), SHA256, new EngineSettings(1, 32 << 20, 64)));
    int bos = TramontaneModel.of(model).tokenizer().bos();
    Prompt prompt = new Prompt(new int[0], new int[] {bos, 300, 301});
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      predictor.predict(new CompletionRequest(prompt, 1, Sampling.GREEDY, Set.of(), List.of()));
    }
    EngineStats stats = new EngineStats(1, 3, 1, 0, 0, 0, 96 << 20);

    assertThat(registry.stats()).isEqualTo(stats);
    registry.close();
    assertThat(registry.stats()).isEqualTo(stats);
  }

  @Test
  void closesAModelThatNobodyHasUsedForATime() {
    ModelKey key = new ModelKey(new ModelFile(MODEL), null, SETTINGS);
    ModelLease first = registry.lend(key, Duration.ofMillis(50));
    ModelLease second = registry.lend(key, Duration.ofMillis(50));
    TramontaneModel model = first.model();
    assertThat(second.model()).isSameAs(model);

    first.close();
    first.close();
    Awaitility.await().during(Duration.ofMillis(300)).until(() -> model.contextLength() > 0);
    second.close();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(model::contextLength)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("it is not open."));
    try (ModelLease again = registry.lend(key, Duration.ofMinutes(1))) {
      assertThat(again.model()).isNotSameAs(model);
      assertThat(again.model().contextLength()).isPositive();
    }
  }

  @Test
  void aLoanTakenInTimeKeepsTheModel() {
    ModelKey key = new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS);
    TramontaneModel model;
    try (ModelLease lease = registry.lend(key, Duration.ofMillis(300))) {
      model = lease.model();
    }
    try (ModelLease lease = registry.lend(key, Duration.ofMillis(300))) {
      Awaitility.await()
          .during(Duration.ofMillis(600))
          .until(() -> lease.model() == model && model.contextLength() > 0);
    }
  }

  @Test
  void aModelThatIsKeptIsNotClosedByALoan() {
    ModelKey key = new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS);
    ZooModel<InferenceRequest, InferenceResult> kept = registry.model(key);
    registry.lend(key, Duration.ZERO).close();

    Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> TramontaneModel.of(kept).contextLength() > 0);
  }

  @Test
  void whatAClosedModelHasDoneStillCounts() throws Exception {
    ModelKey key = new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS);
    try (ModelLease lease = registry.lend(key, Duration.ZERO)) {
      int bos = lease.model().tokenizer().bos();
      Prompt prompt = new Prompt(new int[0], new int[] {bos, 300, 301});
      CompletionRequest request =
          new CompletionRequest(prompt, 1, Sampling.GREEDY, Set.of(), List.of());
      assertThat(lease.model().submitAll(List.of(request), this).get(0).get())
          .isInstanceOf(CompletionResult.class);
    }

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(registry.stats()).isEqualTo(new EngineStats(1, 3, 1, 0, 0, 0, 0)));
  }

  /** As when an executor shuts down under its tasks. */
  @Test
  void closesUnderThreadsThatPredict() throws Exception {
    ZooModel<InferenceRequest, InferenceResult> model =
        registry.model(new ModelKey(new ModelFile(MODEL), SHA256, SETTINGS));
    int bos = TramontaneModel.of(model).tokenizer().bos();
    CountDownLatch predicting = new CountDownLatch(4);
    Callable<Void> task =
        () -> {
          try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
            while (true) {
              Prompt prompt = new Prompt(new int[] {bos}, new int[] {bos});
              predictor.predict(
                  new CompletionRequest(prompt, 2, Sampling.GREEDY, Set.of(), List.of()));
              predicting.countDown();
            }
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> tasks = Stream.generate(() -> threads.submit(task)).limit(4).toList();
      predicting.await();
      for (Future<Object> closer :
          threads.invokeAll(Collections.nCopies(4, Executors.callable(registry::close)))) {
        closer.get();
      }

      for (Future<Void> each : tasks) {
        assertThatThrownBy(each::get)
            .hasCauseInstanceOf(TranslateException.class)
            .hasRootCauseInstanceOf(IllegalStateException.class)
            .rootCause()
            .hasMessageMatching(
                "Cannot (submit a request: the engine is|finish the request: the engine was) closed.");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void givesTheWholeJvmOneRegistry() {
    assertThat(ModelRegistry.ofThisJvm()).isSameAs(ModelRegistry.ofThisJvm());
  }
}
