package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.testing.TestVocabulary;
import io.tramontane.transformer.KvFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening and closing, and many threads that use one engine. */
@Timeout(60)
class EngineLifecycleTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final int CONTEXT = 1 << 16;

  private final Path path;

  EngineLifecycleTest(@TempDir Path folder) {
    this.path = RandomModel.mixtral().context(CONTEXT).write(folder.resolve("model.gguf"));
  }

  private static List<String> engineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("tramontane-"))
        .toList();
  }

  private boolean isMapped() throws IOException {
    return Files.readString(MAPS).contains(path.toString());
  }

  /** Far more than can be computed before the test closes the engine. */
  private static CompletionRequest longRequest(int seed) {
    return Requests.sampled(
        Requests.prompt(Requests.tokens(seed, 100)), 400, new Sampling(0.01f, 1, seed));
  }

  /** It takes many seconds, and no token ends it early. */
  private static CompletionRequest endlessRequest() {
    return new CompletionRequest(Requests.prompt(1), CONTEXT, Sampling.GREEDY, Set.of(), List.of());
  }

  @Test
  void closeEndsRequestsInProgress() {
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    List<CompletableFuture<InferenceResult>> futures =
        IntStream.range(0, 200).mapToObj(i -> engine.submit(longRequest(i))).toList();

    engine.close();

    assertThat(futures).allMatch(CompletableFuture::isDone);
    List<CompletableFuture<InferenceResult>> failed =
        futures.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
    assertThat(failed).isNotEmpty();
    for (CompletableFuture<InferenceResult> future : failed) {
      assertThatThrownBy(future::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot finish the request: the engine was closed.");
    }
  }

  @Test
  void aCancelledRequestGivesItsMemoryToOthers() throws Exception {
    long enoughForOne = 16L << 20;
    try (InferenceEngine engine =
        InferenceEngine.open(path, Requests.settings(1, enoughForOne, 512))) {
      CompletableFuture<InferenceResult> running = engine.submit(longRequest(1));
      List<CompletableFuture<InferenceResult>> waiting =
          IntStream.range(0, 2_000).mapToObj(i -> engine.submit(longRequest(i))).toList();

      running.cancel(false);
      waiting.forEach(future -> future.cancel(false));

      // Two thousand long requests would take many times longer than this test may.
      assertThat(engine.submit(longRequest(2)).get(20, TimeUnit.SECONDS))
          .isInstanceOf(CompletionResult.class);
    }
  }

  @Test
  void closeLeavesNeitherThreadsNorMapping() throws IOException {
    assumeTrue(Files.exists(MAPS), "there is no " + MAPS + " here");
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    engine.submit(Requests.greedy(Requests.prompt(1), 3)).join();
    assertThat(engineThreads())
        .containsExactlyInAnyOrder("tramontane-engine", "tramontane-worker-1");
    assertThat(isMapped()).isTrue();

    engine.close();

    assertThat(engineThreads()).isEmpty();
    assertThat(isMapped()).isFalse();
  }

  @Test
  void closeMayBeRepeatedAndCalledFromManyThreads() throws InterruptedException {
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    CompletableFuture<InferenceResult> request = engine.submit(endlessRequest());
    List<Thread> closers = IntStream.range(0, 4).mapToObj(i -> new Thread(engine::close)).toList();
    closers.forEach(Thread::start);
    for (Thread closer : closers) {
      closer.join();
    }
    engine.close();

    assertThat(request).isCompletedExceptionally();
    assertThat(engineThreads()).isEmpty();
  }

  /** Some requests generate, one reads its prompt, the others wait for KV memory. */
  @Test
  void closeByManyAtOnceEndsRequestsInProgressAndWaiting() throws Exception {
    InferenceEngine engine = InferenceEngine.open(path, Requests.settings(3, 3L << 20, 64));
    CompletableFuture<InferenceResult> first =
        engine.submit(Requests.greedy(Requests.prompt(1), 1));
    List<CompletableFuture<InferenceResult>> futures =
        IntStream.range(0, 500).mapToObj(i -> engine.submit(longRequest(i))).toList();
    first.join();
    ExecutorService closers = Executors.newFixedThreadPool(8);
    try {
      for (Future<Object> closer :
          closers.invokeAll(Collections.nCopies(8, Executors.callable(engine::close)))) {
        closer.get();
      }
    } finally {
      closers.shutdown();
    }

    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures.get(499))
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessage("Cannot finish the request: the engine was closed.");
    assertThat(engineThreads()).isEmpty();
    assumeTrue(Files.exists(MAPS), "there is no " + MAPS + " here");
    assertThat(isMapped()).isFalse();
  }

  @Test
  void closeKeepsTheCallersInterruption() {
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    Thread.currentThread().interrupt();

    engine.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(engineThreads()).isEmpty();
  }

  @Test
  void keepsItsFiguresWhenClosed() {
    InferenceEngine engine = InferenceEngine.open(path, Requests.settings(1, 64 << 20, 512));
    engine.submit(Requests.labels(Requests.prompt(1, 2, 3), new int[] {5}, new int[] {6})).join();
    engine.close();

    assertThat(engine.stats()).isEqualTo(new EngineStats(1, 3, 0, 0, 0, 0, 64 << 20));
  }

  /** Where close cannot wait for the engine's thread, since it is called by that. */
  @Test
  void closeMayBeCalledByAnActionThatDependsOnARequest() throws InterruptedException {
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    CompletableFuture<InferenceResult> other = engine.submit(endlessRequest());
    CompletableFuture<Void> closed =
        engine
            .submit(Requests.greedy(Requests.prompt(Requests.tokens(1, 200)), 20))
            .thenRun(engine::close);

    closed.join();

    assertThatThrownBy(other::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot finish the request: the engine was closed.");
    engine.close();
    assertThat(engineThreads()).isEmpty();
  }

  @Test
  void refusesRequestsAfterClose() {
    InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
    engine.close();

    assertThatThrownBy(() -> engine.submit(Requests.greedy(Requests.prompt(1), 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot submit a request: the engine is closed.");
    assertThatThrownBy(() -> engine.submitAll(List.of(Requests.greedy(Requests.prompt(1), 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot submit a request: the engine is closed.");
  }

  /** A request is either refused or answered or ended: none is ever forgotten. */
  @Test
  void answersOrEndsEveryRequestThatItTookWhileBeingClosed() throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE);
      ConcurrentLinkedQueue<CompletableFuture<InferenceResult>> taken =
          new ConcurrentLinkedQueue<>();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> submitters =
          IntStream.range(0, 3)
              .mapToObj(i -> new Thread(() -> submitUntilRefused(engine, taken, started)))
              .toList();
      submitters.forEach(Thread::start);
      started.await();

      engine.close();

      for (Thread submitter : submitters) {
        submitter.join();
      }
      assertThat(taken).isNotEmpty().allMatch(CompletableFuture::isDone);
    }
  }

  private static void submitUntilRefused(
      InferenceEngine engine,
      ConcurrentLinkedQueue<CompletableFuture<InferenceResult>> taken,
      CountDownLatch started) {
    try {
      while (true) {
        taken.add(engine.submit(Requests.greedy(Requests.prompt(1, 2, 3), 2)));
        started.countDown();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("Cannot submit a request: the engine is closed.");
    }
  }

  @Test
  void aFailedOpenLeavesNeitherThreadsNorMapping() throws IOException {
    RandomModel.mixtral().editTensors(tensors -> tensors.remove("output_norm.weight")).write(path);
    assertThatThrownBy(() -> InferenceEngine.open(path, Requests.AMPLE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot find tensor 'output_norm.weight'");
    assertThat(engineThreads()).isEmpty();

    RandomModel.mixtral()
        .editMetadata(metadata -> metadata.remove("tokenizer.ggml.scores"))
        .write(path);
    assertThatThrownBy(() -> InferenceEngine.open(path, Requests.AMPLE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tokenizer.ggml.scores");
    assertThat(engineThreads()).isEmpty();

    assumeTrue(Files.exists(MAPS), "there is no " + MAPS + " here");
    assertThat(isMapped()).isFalse();
  }

  /** It could generate an id that the tokenizer cannot decode, or be given one that it lacks. */
  @ParameterizedTest
  @ValueSource(ints = {332, 334})
  void refusesAModelWhoseTokenizerHasAnotherVocabulary(int pieces) {
    RandomModel.mixtral()
        .vocabulary(333)
        .editMetadata(metadata -> metadata.putAll(TestVocabulary.metadata(pieces)))
        .write(path);

    assertThatThrownBy(() -> InferenceEngine.open(path, Requests.AMPLE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use model %s: its tokenizer has %s pieces, expected one for each of the 333 rows of the embedding. Use another file of the model.",
            path, pieces);
    assertThat(engineThreads()).isEmpty();
  }

  @Test
  void refusesSettingsBelowOne() {
    assertThatThrownBy(() -> new EngineSettings(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use 0 threads, 1 bytes of KV memory, steps of 1 tokens and texts of 67108864 bytes: each must be at least 1.");
    assertThatThrownBy(() -> new EngineSettings(1, 0, 1))
        .hasMessageStartingWith("Cannot use 1 threads, 0 bytes");
    assertThatThrownBy(() -> new EngineSettings(1, 1, 0)).hasMessageContaining("steps of 0 tokens");
  }

  @Test
  void aSettingWithoutThreadsComputesWithOneForEachProcessor() {
    EngineSettings settings =
        new EngineSettings(null, 1 << 20, KvFormat.FLOAT32, 64, Requests.AMPLE.compute(), 64 << 20);
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(settings.threadCount()).isEqualTo(processors);
    assertThat(new EngineSettings(3, 1, 1).threadCount()).isEqualTo(3);
    InferenceEngine engine = InferenceEngine.open(path, settings);
    try {
      // The engine's own thread computes too.
      assertThat(engineThreads()).hasSize(processors);
    } finally {
      engine.close();
    }
  }

  @Test
  void aSettingWithoutMemoryTakesHalfOfTheHeap() {
    EngineSettings settings =
        new EngineSettings(1, null, KvFormat.FLOAT32, 64, Requests.AMPLE.compute(), 64 << 20, null);

    try (InferenceEngine engine = InferenceEngine.open(path, settings)) {
      assertThat(engine.stats().kvBytesLimit()).isEqualTo(Runtime.getRuntime().maxMemory() / 2);
    }
  }

  @Test
  void settingsCanBeSentToOtherJvms() throws Exception {
    for (Integer threads : Arrays.asList(null, 3)) {
      EngineSettings settings =
          new EngineSettings(
              threads,
              5L << 30,
              KvFormat.BFLOAT16,
              77,
              new ComputeSettings(Arithmetic.INT8, VectorBits.AUTO, NativeCode.OFF),
              99);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(settings);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(settings);
      }
    }
  }

  @Test
  void answersManyThreadsAsItAnswersOne() throws Exception {
    int threads = 12;
    int each = 8;
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < threads * each; i++) {
      Prompt prompt = Requests.shared(i % 2 * 8, Requests.tokens(i % 10, 15 + i % 20));
      requests.add(
          i % 3 == 0
              ? Requests.labels(prompt, new int[] {270, 5}, new int[] {271})
              : Requests.sampled(prompt, 1 + i % 12, new Sampling(1, 1, i)));
    }
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      List<InferenceResult> sequential =
          requests.stream().map(request -> engine.submit(request).join()).toList();
      InferenceResult[] concurrent = new InferenceResult[requests.size()];
      List<Thread> submitters =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      new Thread(
                          () -> {
                            for (int i = thread; i < requests.size(); i += threads) {
                              concurrent[i] = engine.submit(requests.get(i)).join();
                            }
                          }))
              .toList();
      submitters.forEach(Thread::start);
      for (Thread submitter : submitters) {
        submitter.join();
      }

      assertThat(concurrent).containsExactlyElementsOf(sequential);
    }
  }

  @Test
  void takesRequestsFromActionsThatDependOnOthers() throws Exception {
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      CompletionRequest request = Requests.greedy(Requests.prompt(1, 300), 3);
      InferenceResult first = engine.submit(request).join();

      InferenceResult third =
          engine
              .submit(request)
              .thenCompose(result -> engine.submit(request))
              .thenCompose(result -> engine.submit(request))
              .get(30, TimeUnit.SECONDS);

      assertThat(third).isEqualTo(first);
    }
  }

  @Test
  void goesOnAfterADependentActionThrew() {
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      CompletionRequest request = Requests.greedy(Requests.prompt(1, 300), 3);
      CompletableFuture<Object> failing =
          engine
              .submit(Requests.greedy(Requests.prompt(Requests.tokens(1, 200)), 20))
              .thenApply(
                  result -> {
                    throw new IllegalArgumentException("mine");
                  });
      InferenceResult result = engine.submit(request).join();

      assertThatThrownBy(failing::join).hasMessageContaining("mine");
      assertThat(engine.submit(request).join()).isEqualTo(result);
    }
  }
}
