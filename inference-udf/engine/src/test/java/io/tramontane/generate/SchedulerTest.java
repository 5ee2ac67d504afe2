package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.Requests;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Transformer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is admitted when, seen step by step. */
class SchedulerTest {
  private static final int LONGEST_ANSWER = 1 << 25;

  private final GgufFile file;
  private final WorkerPool pool = new WorkerPool(1);
  private final Transformer model;

  SchedulerTest(@TempDir Path folder) {
    Path path =
        RandomModel.mixtral()
            .heads(4, 4, 16)
            .context(LONGEST_ANSWER + 100)
            .write(folder.resolve("model.gguf"));
    this.file = GgufFile.open(path);
    this.model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
  }

  @AfterEach
  void close() {
    pool.close();
    file.close();
  }

  private Scheduler scheduler(EngineSettings settings) {
    Tokenizer tokenizer = Tokenizer.from(file.metadata());
    return new Scheduler(file, model, tokenizer, Kernel.best(), settings);
  }

  private CompletableFuture<InferenceResult> add(
      Scheduler scheduler, InferenceRequest request, EngineSettings settings) {
    return add(scheduler, request, settings, this);
  }

  private CompletableFuture<InferenceResult> add(
      Scheduler scheduler, InferenceRequest request, EngineSettings settings, Object caller) {
    Submission submission = Submission.of(request, caller, model.sizes(), settings.stepTokens());
    scheduler.add(submission);
    return submission.future();
  }

  /** Takes two steps: at this seed it does not end with its first token. */
  private static CompletionRequest twoTokens() {
    return Requests.sampled(Requests.prompt(1), 2, new Sampling(1, 1, 100));
  }

  /** A query of a million rows does not keep one of two waiting. */
  @Test
  void callersTakeTurns() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 1);
    Scheduler scheduler = scheduler(settings);
    List<CompletableFuture<InferenceResult>> many =
        IntStream.range(0, 10)
            .mapToObj(i -> add(scheduler, twoTokens(), settings, "many"))
            .toList();
    List<CompletableFuture<InferenceResult>> few =
        IntStream.range(0, 2).mapToObj(i -> add(scheduler, twoTokens(), settings, "few")).toList();
    while (few.stream().anyMatch(request -> !request.isDone())) {
      scheduler.runStep();
    }

    assertThat(many.stream().filter(CompletableFuture::isDone)).hasSizeLessThanOrEqualTo(2);
    while (!scheduler.isIdle()) {
      scheduler.runStep();
    }
    assertThat(many).allMatch(CompletableFuture::isDone);
  }

  @Test
  void aCallerWhoseRequestsAreCancelledLosesItsTurn() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 1);
    Scheduler scheduler = scheduler(settings);
    List<CompletableFuture<InferenceResult>> cancelled =
        IntStream.range(0, 3)
            .mapToObj(i -> add(scheduler, twoTokens(), settings, "cancelled"))
            .toList();
    CompletableFuture<InferenceResult> other = add(scheduler, twoTokens(), settings, "other");
    cancelled.forEach(request -> request.cancel(false));
    scheduler.runStep();

    assertThat(scheduler.stats().requestsWaiting()).isZero();
    scheduler.runStep();
    assertThat(other).isDone();
  }

  /** So that completions, a row each, cannot pile up logits and activations without bound. */
  @Test
  void admitsNoMoreCompletionsThanAStepHasRows() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    List<CompletableFuture<InferenceResult>> futures =
        IntStream.range(0, 12).mapToObj(i -> add(scheduler, twoTokens(), settings)).toList();
    List<Long> finished = new ArrayList<>();
    for (int step = 0; step < 6; step++) {
      scheduler.runStep();
      finished.add(futures.stream().filter(CompletableFuture::isDone).count());
    }

    assertThat(finished).containsExactly(0L, 4L, 4L, 8L, 8L, 12L);
    assertThat(scheduler.isIdle()).isTrue();
  }

  /** Its first user waits for it, and one without a prefix does not. */
  @Test
  void computesAPrefixInTheStepsOfOtherRequests() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    CompletableFuture<InferenceResult> other = add(scheduler, twoTokens(), settings);
    Prompt prompt = Requests.shared(6, Requests.tokens(1, 8));
    CompletableFuture<InferenceResult> withPrefix =
        add(scheduler, Requests.greedy(prompt, 1), settings);
    List<Long> finished = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      scheduler.runStep();
      finished.add(Stream.of(other, withPrefix).filter(CompletableFuture::isDone).count());
    }

    assertThat(finished).containsExactly(0L, 1L, 2L);
    CompletableFuture<InferenceResult> again = add(scheduler, Requests.greedy(prompt, 1), settings);
    scheduler.runStep();
    assertThat(again.join()).isEqualTo(withPrefix.join());
  }

  @Test
  void aPrefixWhoseUserIsCancelledIsGoneOnWithForTheNext() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    Prompt prompt = Requests.shared(6, Requests.tokens(1, 7));
    CompletableFuture<InferenceResult> cancelled =
        add(scheduler, Requests.greedy(prompt, 1), settings);
    scheduler.runStep();
    cancelled.cancel(false);
    CompletableFuture<InferenceResult> next = add(scheduler, Requests.greedy(prompt, 1), settings);
    CompletableFuture<InferenceResult> withoutPrefix =
        add(scheduler, Requests.greedy(Requests.prompt(Requests.tokens(1, 7)), 1), settings);
    while (!scheduler.isIdle()) {
      scheduler.runStep();
    }

    assertThat(next.join()).isEqualTo(withoutPrefix.join());
  }

  @Test
  void tellsWhatItHasDoneAndHasInHand() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    assertThat(scheduler.stats()).isEqualTo(new EngineStats(0, 0, 0, 0, 0, 0, 1L << 30));
    List<CompletableFuture<Long>> answeredWhenHeard =
        IntStream.range(0, 6)
            .mapToObj(i -> add(scheduler, twoTokens(), settings))
            .map(future -> future.thenApply(heard -> scheduler.stats().requestsAnswered()))
            .toList();
    long kvBytes = KvCache.bytes(model.sizes(), KvFormat.FLOAT32, 3);

    scheduler.runStep();
    assertThat(scheduler.stats()).isEqualTo(new EngineStats(0, 0, 0, 2, 4, 4 * kvBytes, 1L << 30));
    scheduler.runStep();
    assertThat(scheduler.stats()).isEqualTo(new EngineStats(4, 4, 8, 2, 0, 0, 1L << 30));
    scheduler.runStep();
    scheduler.runStep();
    assertThat(scheduler.stats()).isEqualTo(new EngineStats(6, 6, 12, 0, 0, 0, 1L << 30));
    assertThat(answeredWhenHeard)
        .extracting(CompletableFuture::join)
        .containsExactly(4L, 4L, 4L, 4L, 6L, 6L);
  }

  @Test
  void holdsNothingAfterAFailure() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    List<CompletableFuture<InferenceResult>> futures =
        IntStream.range(0, 6).mapToObj(i -> add(scheduler, twoTokens(), settings)).toList();
    scheduler.runStep();

    scheduler.failAll(new IllegalStateException("on purpose"));

    assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(scheduler.stats()).isEqualTo(new EngineStats(0, 0, 0, 0, 0, 0, 1L << 30));
  }

  /** It needs more rows than a step has, so it is computed alone; the others do not wait for it. */
  @Test
  void computesALargeLabelTreeAlone() {
    EngineSettings settings = Requests.settings(1, 1L << 30, 4);
    Scheduler scheduler = scheduler(settings);
    int[][] labels =
        IntStream.range(0, 20).mapToObj(i -> new int[] {270 + i, 5}).toArray(int[][]::new);
    CompletableFuture<InferenceResult> before = add(scheduler, twoTokens(), settings);
    CompletableFuture<InferenceResult> tree =
        add(scheduler, Requests.labels(Requests.prompt(1), labels), settings);
    CompletableFuture<InferenceResult> after = add(scheduler, twoTokens(), settings);
    List<Long> finished = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      scheduler.runStep();
      finished.add(Stream.of(before, tree, after).filter(CompletableFuture::isDone).count());
    }

    assertThat(finished).containsExactly(0L, 2L, 3L, 3L, 3L);
    assertThat(tree.join()).isInstanceOf(LabelResult.class);
  }

  /** One long request is in progress, and there is no memory for another, but for short ones. */
  @Test
  void shortRequestsPassALongOneThatDoesNotFit() {
    EngineSettings settings =
        Requests.settings(1, KvCache.bytes(model.sizes(), KvFormat.FLOAT32, 128), 512);
    Scheduler scheduler = scheduler(settings);
    CompletableFuture<InferenceResult> running =
        add(scheduler, endless(Requests.tokens(1, 40), 24), settings);
    CompletableFuture<InferenceResult> waiting =
        add(scheduler, endless(Requests.tokens(2, 70), 10), settings);
    List<CompletableFuture<InferenceResult>> small =
        IntStream.range(0, 10)
            .mapToObj(i -> add(scheduler, endless(Requests.tokens(i, 10), 2), settings))
            .toList();
    while (small.stream().anyMatch(request -> !request.isDone())) {
      scheduler.runStep();
    }

    assertThat(running).isNotDone();
    assertThat(waiting).isNotDone();
    while (!scheduler.isIdle()) {
      scheduler.runStep();
    }
    assertThat(running.join()).isInstanceOf(CompletionResult.class);
    assertThat(waiting.join()).isInstanceOf(CompletionResult.class);
  }

  /** It generates all its tokens, whatever they are. */
  private static CompletionRequest endless(int[] prompt, int tokens) {
    return new CompletionRequest(
        Requests.prompt(prompt), tokens, Sampling.GREEDY, Set.of(), List.of());
  }

  /** Two short ones are always in progress, and the long one needs all memory. */
  @Test
  void aLongRequestIsComputedThoughShortOnesKeepComing() {
    EngineSettings settings =
        Requests.settings(1, KvCache.bytes(model.sizes(), KvFormat.FLOAT32, 32), 512);
    Scheduler scheduler = scheduler(settings);
    CompletableFuture<InferenceResult> running =
        add(scheduler, endless(Requests.tokens(1, 10), 2), settings);
    scheduler.runStep();
    CompletableFuture<InferenceResult> waiting =
        add(scheduler, endless(Requests.tokens(2, 30), 2), settings, "long");
    int passed = 0;
    while (!waiting.isDone() && passed < 1_000) {
      CompletableFuture<InferenceResult> small =
          add(scheduler, endless(Requests.tokens(3, 10), 2), settings, "short");
      scheduler.runStep();
      passed++;
      assertThat(small).isNotDone();
    }

    assertThat(running).isDone();
    assertThat(waiting).isDone();
    assertThat(passed).isBetween(WaitingRequests.MAX_OVERTAKES, 2 * WaitingRequests.MAX_OVERTAKES);
  }

  /** A prefix is worth keeping while a request waits that would not fit even without it. */
  @Test
  void aRequestThatDoesNotFitLeavesUnusedPrefixesAlone() {
    EngineSettings settings =
        Requests.settings(1, KvCache.bytes(model.sizes(), KvFormat.FLOAT32, 112), 512);
    Scheduler scheduler = scheduler(settings);
    int[] tokens = Requests.tokens(1, 17);
    CompletableFuture<InferenceResult> withPrefix =
        add(scheduler, Requests.greedy(Requests.shared(16, tokens), 1), settings);
    CompletableFuture<InferenceResult> running =
        add(scheduler, endless(Requests.tokens(2, 30), 18), settings);
    while (!withPrefix.isDone()) {
      scheduler.runStep();
    }
    long kvBytes = scheduler.stats().kvBytes();
    CompletableFuture<InferenceResult> waiting =
        add(scheduler, endless(Requests.tokens(2, 90), 2), settings);
    scheduler.runStep();

    assertThat(running).isNotDone();
    assertThat(scheduler.stats().requestsWaiting()).isOne();
    assertThat(scheduler.stats().kvBytes()).isEqualTo(kvBytes);
    while (!scheduler.isIdle()) {
      scheduler.runStep();
    }
    assertThat(waiting).isCompletedWithValueMatching(CompletionResult.class::isInstance);
  }

  /** No heap holds this request's keys; what it reserved must be free again after it. */
  @Test
  void failsARequestAloneWhoseMemoryCannotBeHad() {
    HyperParameters sizes = model.sizes();
    EngineSettings settings =
        Requests.settings(1, KvCache.bytes(sizes, KvFormat.FLOAT32, LONGEST_ANSWER + 64), 512);
    Scheduler scheduler = scheduler(settings);
    CompletionRequest other = Requests.greedy(Requests.prompt(Requests.tokens(1, 50)), 12);
    CompletableFuture<InferenceResult> before = add(scheduler, other, settings);
    CompletableFuture<InferenceResult> failing =
        add(
            scheduler,
            Requests.greedy(Requests.prompt(Requests.tokens(1, 50)), LONGEST_ANSWER),
            settings);
    CompletableFuture<InferenceResult> after = add(scheduler, other, settings);
    while (!scheduler.isIdle()) {
      scheduler.runStep();
    }

    assertThatThrownBy(failing::join)
        .hasCauseInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("Cannot keep keys and values of " + (LONGEST_ANSWER + 50));
    assertThat(after.join()).isInstanceOf(CompletionResult.class).isEqualTo(before.join());
  }
}
