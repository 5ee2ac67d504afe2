package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Kernel;
import io.tramontane.testing.PlainModel;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.testing.TestVocabulary;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is thought and answered is what plain requests give, one after another. */
@Timeout(120)
class ThinkingTest {
  private static final int END = 5;
  private static final List<Integer> CLOSING = List.of(7, 8, END);
  private static final List<Integer> OPENING = List.of(270, 9);
  private static final int[][] LABELS = {{270}, {280, 290}, {280, 9}};
  private static final int MAX_ANSWER = 10;

  private final Path path;

  ThinkingTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @BeforeEach
  void makeModel() {
    RandomModel.mixtral().write(path);
  }

  private static Thoughts thoughts(int maxTokens, int end, Set<Integer> answerEnds) {
    return new Thoughts(maxTokens, Sampling.GREEDY, end, answerEnds, List.of(7, 8, end), OPENING);
  }

  private static int[] concatenated(int[] prompt, List<Integer> thoughts, List<Integer> appended) {
    return IntStream.of(0, 1, 2)
        .flatMap(
            part ->
                part == 0
                    ? Arrays.stream(prompt)
                    : (part == 1 ? thoughts : appended).stream().mapToInt(Integer::intValue))
        .toArray();
  }

  private static List<InferenceResult> submitAll(
      InferenceEngine engine, List<? extends InferenceRequest> requests) {
    return engine.submitAll(requests).stream().map(CompletableFuture::join).toList();
  }

  /**
   * Asks for text and for labels behind thoughts, and by plain requests behind what stands there.
   *
   * @param written the prompt, the thoughts and what is appended
   * @param count how many tokens of thoughts were generated
   */
  private static void compare(
      InferenceEngine engine, int[] prompt, Thoughts thoughts, int[] written, int count) {
    for (List<InferenceRequest> pair : pairs(prompt, written)) {
      InferenceResult plain = engine.submit(pair.get(1)).join();
      ThinkingResult thinking =
          (ThinkingResult) engine.submit(new ThinkingRequest(pair.get(0), thoughts)).join();

      assertThat(thinking.answer()).isEqualTo(withPrompt(plain, prompt.length));
      assertThat(thinking.thinkingTokens()).isEqualTo(count);
      assertThat(thinking.promptTokens()).isEqualTo(prompt.length);
      assertThat(thinking.completionTokens()).isEqualTo(count + plain.completionTokens());
    }
  }

  private static List<List<InferenceRequest>> pairs(int[] prompt, int[] written) {
    Prompt before = Requests.shared(Math.min(4, prompt.length - 1), prompt);
    Prompt behind = Requests.prompt(written);
    return List.of(
        List.of(
            Requests.greedy(before, MAX_ANSWER, "a", "."),
            Requests.greedy(behind, MAX_ANSWER, "a", ".")),
        List.of(Requests.greedy(before, MAX_ANSWER), Requests.greedy(behind, MAX_ANSWER)),
        List.of(Requests.labels(before, LABELS), Requests.labels(behind, LABELS)));
  }

  /** Of a plain request, whose prompt has the thoughts. */
  private static InferenceResult withPrompt(InferenceResult plain, int promptTokens) {
    return plain instanceof LabelResult labels
        ? new LabelResult(labels.probabilities(), promptTokens)
        : new CompletionResult(
            ((CompletionResult) plain).text(),
            promptTokens,
            plain.completionTokens(),
            ((CompletionResult) plain).finishReason());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 512})
  void thoughtsThatTheModelEndsStayAndTheAnswerIsOpenedBehindThem(int stepTokens) {
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine =
            InferenceEngine.open(path, Requests.settings(2, 1L << 28, stepTokens))) {
      for (int i = 0; i < 6; i++) {
        int[] prompt = Requests.tokens(i, 6 + 3 * i);
        List<Integer> generated = plain.generate(prompt, 9, PlainModel.GREEDY);
        int end = generated.get(Math.min(i, generated.size() - 1));
        List<Integer> thought = generated.subList(0, generated.indexOf(end) + 1);

        compare(
            engine,
            prompt,
            thoughts(20, end, Set.of()),
            concatenated(prompt, thought, OPENING),
            thought.size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 512})
  void thoughtsThatAreCutAreClosed(int stepTokens) {
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine =
            InferenceEngine.open(path, Requests.settings(2, 1L << 28, stepTokens))) {
      for (int max = 1; max < 7; max++) {
        int[] prompt = Requests.tokens(max, 8);
        List<Integer> thought = plain.generate(prompt, max, PlainModel.GREEDY);
        assertThat(thought).hasSize(max).doesNotContain(END);

        compare(
            engine,
            prompt,
            thoughts(max, END, Set.of()),
            concatenated(concatenated(prompt, thought, CLOSING), List.of(), OPENING),
            max);
      }
    }
  }

  @Test
  void aTokenThatWouldEndTheAnswerEndsThoughtsAndIsLeftOut() {
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      for (int i = 0; i < 4; i++) {
        int[] prompt = Requests.tokens(20 + i, 8);
        List<Integer> generated = plain.generate(prompt, 6, PlainModel.GREEDY);
        int end = generated.get(Math.min(i, generated.size() - 1));
        List<Integer> thought = generated.subList(0, generated.indexOf(end));

        compare(
            engine,
            prompt,
            thoughts(20, END, Set.of(end)),
            concatenated(concatenated(prompt, thought, CLOSING), List.of(), OPENING),
            thought.size() + 1);
      }
    }
  }

  @Test
  void thoughtsAreSampledAsTheyAreToBe() {
    Sampling sampling = new Sampling(1.2f, 0.9f, 77);
    Sampler sampler = new Sampler(Kernel.best());
    int[] prompt = Requests.tokens(3, 12);
    try (PlainModel plain = new PlainModel(path);
        InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      List<Integer> thought =
          plain.generate(prompt, 8, (logits, index) -> sampler.choose(logits, 0, sampling, index));
      assertThat(thought)
          .doesNotContain(END)
          .isNotEqualTo(plain.generate(prompt, thought.size(), PlainModel.GREEDY));

      compare(
          engine,
          prompt,
          thoughts(thought.size(), END, Set.of()).withSampling(sampling),
          concatenated(concatenated(prompt, thought, CLOSING), List.of(), OPENING),
          thought.size());
    }
  }

  /** Threads, KV memory in bytes, step rows. */
  @ParameterizedTest
  @CsvSource({"1, 100000000, 1", "2, 100000000, 7", "3, 200000, 50", "2, 100000000, 2048"})
  void hasTheSameResultAmongManyOthers(int threads, long kvBytes, int stepTokens) {
    RandomModel.mixtral(TensorType.Q8_0).write(path);
    List<InferenceRequest> requests = variousRequests();
    List<InferenceResult> alone;
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      alone = requests.stream().map(request -> engine.submit(request).join()).toList();
    }
    assertThat(alone).filteredOn(ThinkingResult.class::isInstance).hasSize(36);
    List<Integer> order = new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
    Collections.shuffle(order, new Random(threads));

    try (InferenceEngine engine =
        InferenceEngine.open(path, Requests.settings(threads, kvBytes, stepTokens))) {
      List<InferenceRequest> shuffled = order.stream().map(requests::get).toList();

      assertThat(submitAll(engine, CommonPrefixes.shared(shuffled)))
          .isEqualTo(order.stream().map(alone::get).toList());
    }
  }

  /** 48, of which 36 think: some end by themselves, some are cut. */
  private static List<InferenceRequest> variousRequests() {
    Random random = new Random(8);
    List<InferenceRequest> requests = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      int[] tokens = Requests.tokens(i % 7, 20 + random.nextInt(30));
      Prompt prompt = Requests.shared(random.nextInt(3) * 10, tokens);
      InferenceRequest answer =
          switch (i % 3) {
            case 0 -> Requests.greedy(prompt, 1 + random.nextInt(15));
            case 1 ->
                Requests.sampled(
                    prompt, 1 + random.nextInt(15), new Sampling(1.5f, 0.9f, random.nextLong()));
            default -> Requests.labels(prompt, LABELS);
          };
      Thoughts thoughts =
          thoughts(1 + random.nextInt(20), 260 + random.nextInt(9), Set.of(TestVocabulary.EOS))
              .withSampling(new Sampling(i % 2, 1, random.nextLong()));
      requests.add(i % 4 == 0 ? answer : new ThinkingRequest(answer, thoughts));
    }
    return requests;
  }

  @Test
  void memoryForAllThoughtsIsReserved() {
    int[] prompt = Requests.tokens(1, 20);
    ThinkingRequest request =
        new ThinkingRequest(
            Requests.greedy(Requests.prompt(prompt), MAX_ANSWER), thoughts(30, END, Set.of()));
    long bytes = kvBytes(20 + 30 + CLOSING.size() + OPENING.size() + MAX_ANSWER);

    try (InferenceEngine engine = InferenceEngine.open(path, Requests.settings(1, bytes, 64))) {
      assertThat(engine.submit(request).join()).isInstanceOf(ThinkingResult.class);
      assertThat(engine.stats().kvBytes()).isZero();
    }
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.settings(1, bytes - 1, 64))) {
      assertThat(engine.submit(request).join())
          .isInstanceOfSatisfying(
              FailedResult.class,
              failed -> assertThat(failed.kind()).isEqualTo(FailedResult.Kind.TOO_LONG));
    }
  }

  private long kvBytes(int tokens) {
    try (GgufFile file = GgufFile.open(path)) {
      return KvCache.bytes(HyperParameters.of(file), KvFormat.FLOAT32, tokens);
    }
  }

  @Test
  void thoughtsAreNotShortenedForWantOfContext() {
    Thoughts thoughts = thoughts(400, END, Set.of());
    int room = 512 - 400 - CLOSING.size() - OPENING.size();
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      List<InferenceResult> results =
          submitAll(engine, List.of(thinking(room - 1, thoughts), thinking(room, thoughts)));

      assertThat(results.get(0)).isInstanceOf(ThinkingResult.class);
      assertThat(((ThinkingResult) results.get(0)).answer().completionTokens()).isEqualTo(1);
      assertThat(results.get(1)).isInstanceOf(FailedResult.class);
    }
  }

  private static ThinkingRequest thinking(int promptTokens, Thoughts thoughts) {
    Prompt prompt = Requests.prompt(Requests.tokens(2, promptTokens));
    return new ThinkingRequest(
        new CompletionRequest(prompt, 99, Sampling.GREEDY, Set.of(), List.of()), thoughts);
  }

  @Test
  void aRequestWithTokensOutsideTheVocabularyFailsAlone() {
    Prompt prompt = Requests.prompt(Requests.tokens(1, 5));
    Thoughts thoughts = new Thoughts(3, Sampling.GREEDY, END, Set.of(), List.of(END), List.of(333));
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      assertThat(engine.submit(new ThinkingRequest(Requests.greedy(prompt, 3), thoughts)).join())
          .isEqualTo(
              new FailedResult(
                  FailedResult.Kind.INVALID,
                  "Cannot answer a request with token 333: the vocabulary has 333. Use the model's own tokenizer."));
    }
  }

  @Test
  void thoughtsCountAsCompletionInTheStats() {
    Prompt prompt = Requests.prompt(Requests.tokens(1, 5));
    try (InferenceEngine engine = InferenceEngine.open(path, Requests.AMPLE)) {
      ThinkingRequest request =
          new ThinkingRequest(Requests.labels(prompt, LABELS), thoughts(6, END, Set.of()));
      InferenceResult result = engine.submit(request).join();

      assertThat(result.completionTokens()).isEqualTo(6);
      assertThat(engine.stats().completionTokens()).isEqualTo(6);
      assertThat(engine.stats().promptTokens()).isEqualTo(5);
    }
  }

  @Test
  void refusesThoughtsThatCannotBeHad() {
    assertThatThrownBy(() -> thoughts(0, END, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot think before an answer: max tokens is 0. Give at least 1.");
    assertThatThrownBy(() -> new Thoughts(1, Sampling.GREEDY, END, Set.of(), List.of(7), OPENING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot think before an answer: thoughts that 5 ends");
  }
}
