package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Kernel;
import io.tramontane.testing.PlainModel;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.RandomModel.StoredTensor;
import io.tramontane.testing.Requests;
import io.tramontane.transformer.BuiltInArchitectures;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results depend on the model and the request only, and on each request alone. */
@Timeout(120)
class InferenceEngineTest {
  private final Path path;

  InferenceEngineTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  private static List<InferenceResult> submitAll(
      InferenceEngine engine, List<? extends InferenceRequest> requests) {
    return engine.submitAll(requests).stream().map(CompletableFuture::join).toList();
  }

  /** Every request in an engine of its own turn: nothing else is in progress. */
  private static List<InferenceResult> submitOneByOne(
      InferenceEngine engine, List<? extends InferenceRequest> requests) {
    return requests.stream().map(request -> engine.submit(request).join()).toList();
  }

  @Test
  void completesGreedilyLikeAPlainLoop() {
    RandomModel.mixtral().write(path);
    List<InferenceResult> expected = new ArrayList<>();
    List<CompletionRequest> requests = new ArrayList<>();
    try (PlainModel plain = new PlainModel(path)) {
      for (int i = 0; i < 12; i++) {
        int[] tokens = Requests.tokens(i, 1 + 5 * i);
        expected.add(plain.complete(tokens, 40));
        requests.add(Requests.greedy(Requests.prompt(tokens), 40));
      }
    }

    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(submitAll(engine, requests)).isEqualTo(expected);
      assertThat(submitOneByOne(engine, requests)).isEqualTo(expected);
    }
    assertThat(expected)
        .extracting(result -> ((CompletionResult) result).finishReason())
        .as("the prompts should end in both ways")
        .contains(FinishReason.STOP, FinishReason.LENGTH);
  }

  @Test
  void samplesLikeAPlainLoop() {
    RandomModel.mixtral().write(path);
    Sampler sampler = new Sampler(Kernel.best());
    List<InferenceResult> expected = new ArrayList<>();
    List<CompletionRequest> requests = new ArrayList<>();
    try (PlainModel plain = new PlainModel(path)) {
      for (int i = 0; i < 10; i++) {
        int[] tokens = Requests.tokens(3, 12);
        Sampling sampling = new Sampling(0.5f + 0.1f * i, i % 2 == 0 ? 1 : 0.9f, 40 + i / 2);
        expected.add(
            plain.complete(
                tokens, 20, (logits, index) -> sampler.choose(logits, 0, sampling, index)));
        requests.add(Requests.sampled(Requests.prompt(tokens), 20, sampling));
      }
    }

    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(submitAll(engine, requests)).isEqualTo(expected).doesNotHaveDuplicates();
    }
  }

  /** Threads, KV memory in bytes, step rows. */
  @ParameterizedTest
  @CsvSource({"1, 100000000, 1", "2, 100000000, 7", "3, 200000, 50", "2, 100000000, 2048"})
  void givesARequestTheSameResultAmongManyOthers(int threads, long kvBytes, int stepTokens) {
    RandomModel.mixtral(TensorType.Q8_0).write(path);
    List<InferenceRequest> requests = variousRequests();
    List<InferenceResult> alone;
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      alone = submitOneByOne(engine, requests);
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(9));

    try (InferenceEngine engine =
        InferenceEngine.open(path, Requests.settings(threads, kvBytes, stepTokens))) {
      List<InferenceResult> together =
          submitAll(engine, order.stream().map(requests::get).toList());

      assertThat(together).isEqualTo(order.stream().map(alone::get).toList());
    }
  }

  /** Prompts are many times as long as what the layers with a window keep. */
  @Test
  void forgetsBehindAWindowWhatNoRequestSees() {
    RandomModel.mixtral()
        .architecture(BuiltInArchitectures.GPT_OSS)
        .layers(3)
        .context(3000)
        .editMetadata(
            metadata -> metadata.put("gpt-oss.attention.sliding_window", MetadataValue.uint32(20)))
        .write(path);
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int[] tokens = Requests.tokens(i % 2, 900 + 100 * i);
      Prompt prompt = Requests.shared(i % 3 * 300, tokens);
      requests.add(Requests.greedy(prompt, 200));
      requests.add(Requests.labels(prompt, new int[] {270}, new int[] {280, 290, 7}));
    }
    try (InferenceEngine whole = InferenceEngine.open(path, Requests.settings(2, 1L << 30, 3000));
        InferenceEngine bySteps = InferenceEngine.open(path, Requests.settings(2, 1L << 30, 40))) {
      assertThat(submitAll(bySteps, requests)).isEqualTo(submitAll(whole, requests));
    }
    long all = kvBytes(1600);
    try (InferenceEngine tight =
        InferenceEngine.open(path, Requests.settings(2, all * 2 / 3, 40))) {
      assertThat(submitAll(tight, requests.subList(10, 11)))
          .as("a prompt of 1,400 tokens in two thirds of what all layers would take")
          .noneMatch(FailedResult.class::isInstance);
    }
  }

  /** 65 of all kinds, with some prefixes in common. */
  private static List<InferenceRequest> variousRequests() {
    Random random = new Random(8);
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      int[] tokens = Requests.tokens(i % 7, 20 + random.nextInt(30));
      Prompt prompt = Requests.shared(random.nextInt(3) * 10, tokens);
      requests.add(
          switch (i % 3) {
            case 0 -> Requests.greedy(prompt, 1 + random.nextInt(15));
            case 1 ->
                Requests.sampled(
                    prompt, 1 + random.nextInt(15), new Sampling(1.5f, 0.9f, random.nextLong()));
            default ->
                Requests.labels(prompt, new int[] {270}, new int[] {280, 290}, new int[] {280, 9});
          });
    }
    return requests;
  }

  @Test
  void givesTheSameResultWhereverAPromptsPrefixEnds() {
    RandomModel.mixtral().write(path);
    int[] tokens = Requests.tokens(1, 20);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      InferenceResult completion =
          engine.submit(Requests.greedy(Requests.prompt(tokens), 10)).join();
      InferenceResult labels =
          engine
              .submit(Requests.labels(Requests.prompt(tokens), new int[] {270, 7}, new int[] {271}))
              .join();
      for (int prefix = 0; prefix <= tokens.length; prefix++) {
        Prompt prompt = Requests.shared(prefix, tokens);

        assertThat(engine.submit(Requests.greedy(prompt, 10)).join()).isEqualTo(completion);
        assertThat(
                engine.submit(Requests.labels(prompt, new int[] {270, 7}, new int[] {271})).join())
            .isEqualTo(labels);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsModelsOfEveryFormat(TensorType type) {
    RandomModel.mixtral(type).write(path);
    int[] tokens = Requests.tokens(2, 9);
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(engine.submit(Requests.greedy(Requests.prompt(tokens), 6)).join())
          .isEqualTo(plain.complete(tokens, 6));
    }
  }

  @Test
  void makesRequestsWaitWhileKvMemoryIsUsedUp() {
    RandomModel.mixtral().write(path);
    List<CompletionRequest> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(Requests.greedy(Requests.shared(i % 3 * 16, Requests.tokens(i % 4, 50)), 14));
    }
    try (InferenceEngine roomy = InferenceEngine.open(path, Requests.AMPLE);
        InferenceEngine tight =
            InferenceEngine.open(path, Requests.settings(2, kvBytes(64), 512))) {
      assertThat(submitAll(tight, requests)).isEqualTo(submitAll(roomy, requests));
    }
  }

  private long kvBytes(int positions) {
    try (PlainModel plain = new PlainModel(path)) {
      HyperParameters sizes = plain.model().sizes();
      return KvCache.bytes(sizes, KvFormat.FLOAT32, positions);
    }
  }

  @Test
  void failsAPromptAloneThatIsLongerThanTheContext() {
    RandomModel.mixtral().context(40).write(path);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(engine.contextLength()).isEqualTo(40);
      List<InferenceResult> results =
          submitAll(
              engine,
              List.of(
                  Requests.greedy(Requests.prompt(Requests.tokens(1, 39)), 1),
                  Requests.greedy(Requests.prompt(Requests.tokens(1, 40)), 1),
                  Requests.greedy(Requests.shared(40, Requests.tokens(1, 41)), 1),
                  Requests.greedy(Requests.prompt(Requests.tokens(1, 39)), 1)));

      assertThat(results.get(0)).isInstanceOf(CompletionResult.class).isEqualTo(results.get(3));
      assertThat(results.get(1))
          .isEqualTo(
              new FailedResult(
                  FailedResult.Kind.TOO_LONG,
                  "Cannot answer a prompt of 40 tokens: the model's context has 40. Shorten or truncate the document."));
      assertThat(results.get(2))
          .isEqualTo(
              new FailedResult(
                  FailedResult.Kind.TOO_LONG,
                  "Cannot answer a prompt of 41 tokens: the model's context has 40. Shorten or truncate the document."));
    }
  }

  /** The last position that is computed for labels of n tokens is n - 2 behind the prompt. */
  @Test
  void failsALabelRequestWhoseTreeDoesNotFitTheContext() {
    RandomModel.mixtral().context(40).write(path);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      Prompt fits = Requests.prompt(Requests.tokens(1, 38));
      Prompt tooLong = Requests.prompt(Requests.tokens(1, 39));

      assertThat(engine.submit(Requests.labels(fits, new int[] {270, 271, 272})).join())
          .isInstanceOf(LabelResult.class);
      assertThat(engine.submit(Requests.labels(tooLong, new int[] {270, 271, 272})).join())
          .isEqualTo(
              new FailedResult(
                  FailedResult.Kind.TOO_LONG,
                  "Cannot answer a prompt of 39 tokens: the model's context has 40. Shorten or truncate the document."));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32})
  void failsARequestAloneThatNeedsMoreThanAllKvMemory(int prefix) {
    RandomModel.mixtral().write(path);
    long enough = kvBytes(64 + prefix);
    Prompt prompt = Requests.shared(prefix, Requests.tokens(1, prefix + 50));
    Prompt small = Requests.prompt(Requests.tokens(1, 20));
    try (InferenceEngine exact = InferenceEngine.open(path, Requests.settings(1, enough, 512));
        InferenceEngine tight = InferenceEngine.open(path, Requests.settings(1, enough - 1, 512))) {
      assertThat(exact.submit(Requests.greedy(prompt, 14)).join())
          .isInstanceOf(CompletionResult.class);
      assertThat(submitAll(tight, List.of(Requests.greedy(prompt, 14), Requests.greedy(small, 3))))
          .satisfiesExactly(
              failed ->
                  assertThat(failed)
                      .isEqualTo(
                          new FailedResult(
                              FailedResult.Kind.TOO_LONG,
                              "Cannot answer a prompt of %s tokens: it needs %s bytes of KV memory and the engine has %s. Raise engine.kv-memory, or shorten the document."
                                  .formatted(prefix + 50, enough, enough - 1))),
              result -> assertThat(result).isInstanceOf(CompletionResult.class));
    }
  }

  /** All layers' keys of the prefix take too much; one layer's keys of the whole prompt do not. */
  @Test
  void doesWithoutAPrefixThatTakesTooMuchMemory() {
    RandomModel.mixtral().write(path);
    LabelRequest request =
        Requests.labels(
            Requests.shared(64, Requests.tokens(1, 80)),
            new int[] {270, 271},
            new int[] {270, 272},
            new int[] {273});
    try (InferenceEngine ample = InferenceEngine.open(path, Requests.AMPLE);
        InferenceEngine tight =
            InferenceEngine.open(path, Requests.settings(1, kvBytes(64), 512))) {
      assertThat(tight.submit(request).join())
          .isInstanceOf(LabelResult.class)
          .isEqualTo(ample.submit(request).join());
    }
  }

  /** A damaged row of the embedding: requests fail that read its token, others do not. */
  @ParameterizedTest
  @ValueSource(ints = {0x7e00, 0x7c00})
  void failsRequestsAloneWhoseLogitsAreNotFinite(int scale) {
    int damaged = 300;
    RandomModel.mixtral(TensorType.Q8_0)
        .editTensor("token_embd.weight", tensor -> withScale(tensor, damaged, scale))
        .write(path);
    int[] sound = Requests.tokens(1, 30);
    int[] hit = Requests.tokens(1, 30);
    sound[12] = 299;
    hit[12] = damaged;
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      InferenceResult expected = plain.complete(sound, 3);
      List<InferenceResult> results =
          submitAll(
              engine,
              List.of(
                  Requests.greedy(Requests.prompt(hit), 3),
                  Requests.greedy(Requests.prompt(sound), 3),
                  Requests.sampled(Requests.shared(20, hit), 3, new Sampling(1, 1, 1)),
                  Requests.labels(Requests.shared(20, hit), new int[] {270}, new int[] {271, 5}),
                  Requests.greedy(Requests.shared(20, sound), 3)));

      FailedResult failed =
          new FailedResult(
              FailedResult.Kind.NON_FINITE_LOGITS,
              "Cannot read the answer of model model.gguf: a logit is not a finite number, so its weights are damaged. Compare its digest, or fetch it again.");
      assertThat(results).containsExactly(failed, expected, failed, failed, expected);
      assertThat(submitAll(engine, List.of(Requests.greedy(Requests.prompt(sound), 3))))
          .containsExactly(expected);
    }
  }

  /** With another float16 scale of a row's first Q8_0 block. */
  private static StoredTensor withScale(StoredTensor tensor, int row, int scale) {
    byte[] bytes = tensor.bytes().clone();
    int start = row * (int) tensor.type().bytes(tensor.shape().get(0));
    bytes[start] = (byte) scale;
    bytes[start + 1] = (byte) (scale >> 8);
    return new StoredTensor(tensor.type(), tensor.shape(), bytes);
  }

  /** Of the output matrix every request sees every row. */
  @Test
  void saysWhichModelIsDamagedToEveryRequestThatMeetsIt() {
    RandomModel.mixtral(TensorType.Q8_0)
        .editTensor("output.weight", tensor -> withScale(tensor, 17, 0x7e00))
        .write(path);
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      Prompt prompt = Requests.shared(20, Requests.tokens(1, 30));

      assertThat(
              submitAll(
                  engine,
                  List.of(
                      Requests.greedy(prompt, 3),
                      Requests.sampled(prompt, 3, new Sampling(1, 0.5f, 1)),
                      Requests.labels(prompt, new int[] {270, 4}, new int[] {271}))))
          .containsOnly(
              new FailedResult(
                  FailedResult.Kind.NON_FINITE_LOGITS,
                  "Cannot read the answer of model model.gguf: a logit is not a finite number, so its weights are damaged. Compare its digest, or fetch it again."));
    }
  }

  /** Whatever is wrong with a request, the others of its batch keep their bits. */
  @Test
  void failsWrongRequestsAlone() {
    RandomModel.mixtral().write(path);
    List<InferenceRequest> right = variousRequests();
    List<InferenceRequest> wrong =
        List.of(
            Requests.greedy(Requests.prompt(Requests.tokens(1, 600)), 1),
            Requests.greedy(Requests.prompt(1, 333), 1),
            Requests.greedy(Requests.shared(1, -1, 5), 1),
            Requests.labels(Requests.prompt(1, 270), new int[] {333}, new int[] {280}),
            Requests.labels(Requests.prompt(1, 270), new int[] {-1, 270}, new int[] {280}));
    List<InferenceRequest> mixed = new ArrayList<>(right);
    for (int i = 0; i < wrong.size(); i++) {
      mixed.add(11 * i, wrong.get(i));
    }
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      List<InferenceResult> results = new ArrayList<>(submitAll(engine, mixed));
      List<InferenceResult> failed =
          results.stream().filter(FailedResult.class::isInstance).toList();
      results.removeAll(failed);

      assertThat(results).isEqualTo(submitAll(engine, right));
      assertThat(failed)
          .containsExactly(
              new FailedResult(
                  FailedResult.Kind.TOO_LONG,
                  "Cannot answer a prompt of 600 tokens: the model's context has 512. Shorten or truncate the document."),
              unknownToken(333),
              unknownToken(-1),
              unknownToken(333),
              unknownToken(-1));
    }
  }

  private static FailedResult unknownToken(int token) {
    return new FailedResult(
        FailedResult.Kind.INVALID,
        "Cannot answer a request with token %s: the vocabulary has 333. Use the model's own tokenizer."
            .formatted(token));
  }

  /** Each small request that ends is followed by another one, so there is always one waiting. */
  @Test
  void admitsALargeRequestThoughSmallOnesKeepComing() throws Exception {
    RandomModel.mixtral().write(path);
    try (InferenceEngine engine =
        InferenceEngine.open(path, Requests.settings(1, kvBytes(256), 64))) {
      AtomicBoolean enough = new AtomicBoolean();
      List<CompletableFuture<Void>> streams = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        streams.add(keepSubmitting(engine, i, enough));
      }

      InferenceResult large =
          engine
              .submit(Requests.greedy(Requests.prompt(Requests.tokens(1, 240)), 16))
              .get(60, TimeUnit.SECONDS);

      enough.set(true);
      assertThat(large).isInstanceOf(CompletionResult.class);
      for (CompletableFuture<Void> stream : streams) {
        stream.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static CompletableFuture<Void> keepSubmitting(
      InferenceEngine engine, int seed, AtomicBoolean enough) {
    return engine
        .submit(Requests.greedy(Requests.prompt(Requests.tokens(seed, 20)), 1 + seed))
        .thenCompose(
            result ->
                enough.get()
                    ? CompletableFuture.completedFuture(null)
                    : keepSubmitting(engine, seed, enough));
  }

  @Test
  void refusesKvMemoryThatTheHeapCannotHold() {
    RandomModel.mixtral().write(path);
    long heap = Runtime.getRuntime().maxMemory();

    assertThatThrownBy(() -> InferenceEngine.open(path, Requests.settings(1, heap + 1, 512)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot open model %s: its KV caches may take %s bytes and the Java heap has %s. Lower engine.kv-memory, or give the JVM more memory (-Xmx, or spark.executor.memory).",
            path, heap + 1, heap);
  }

  /**
   * A hidden activation of 96 for each of the rows of prompts, and as many again of completions.
   */
  @Test
  void refusesStepsThatNoArrayHolds() {
    RandomModel.mixtral().write(path);
    int max = Integer.MAX_VALUE / 96 / 2;

    assertThatThrownBy(() -> InferenceEngine.open(path, Requests.settings(1, 1 << 20, max + 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use model %s in steps of %s tokens: no array holds their activations. Set engine.step-tokens to at most %s.",
            path, max + 1, max);
    InferenceEngine.open(path, Requests.settings(1, 1 << 20, max)).close();
  }
}
