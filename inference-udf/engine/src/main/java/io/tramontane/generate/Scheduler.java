package io.tramontane.generate;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Kernel;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides what each forward step computes.
 *
 * <p>Requests are admitted in the order of {@link WaitingRequests}, while the next step has room
 * for more. One fits if there is KV memory for the whole of it and the requests in progress, with
 * it, want no more rows of logits than a step may have; a request that wants more is computed
 * alone. A step has the rows of every request that decodes, and as many prefill rows as it may, the
 * oldest request's first. A request whose prefix is new waits while steps compute that. Memory is
 * reserved at admission for the longest possible answer, so an admitted request never has to be
 * undone; one whose caches cannot be made fails alone, and so does one that wants more than it
 * declared.
 *
 * <p>For one thread, but for {@link #stats}.
 */
final class Scheduler {
  private final GgufFile file;
  private final Transformer model;
  private final HyperParameters sizes;
  private final Tokenizer tokenizer;
  private final Kernel kernel;
  private final KvFormat kvFormat;
  private final int stepTokens;
  private final KvBudget budget;
  private final PrefixCache prefixes;
  private final WaitingRequests waiting = new WaitingRequests();
  private final List<RunningRequest> running = new ArrayList<>();
  private long answered;
  private long promptTokens;
  private long completionTokens;
  private volatile EngineStats stats;

  /**
   * @param file that the model is read from
   */
  Scheduler(
      GgufFile file,
      Transformer model,
      Tokenizer tokenizer,
      Kernel kernel,
      EngineSettings settings) {
    this.file = file;
    this.model = model;
    this.sizes = model.sizes();
    this.tokenizer = tokenizer;
    this.kernel = kernel;
    this.kvFormat = settings.kvFormat();
    this.stepTokens = settings.stepTokens();
    this.budget = new KvBudget(settings.kvBytes());
    this.prefixes = new PrefixCache(model, budget, kvFormat, stepTokens);
    this.stats = currentStats();
  }

  /** A running request's part of a step: from which row on the logits are its own, and how many. */
  private record Turn(RunningRequest request, int firstRow, int rows) {}

  /**
   * What became of a running request.
   *
   * @param result null if there is none
   * @param told tells whoever waits for it
   */
  private record Ending(RunningRequest request, @Nullable InferenceResult result, Runnable told) {}

  void add(Submission submission) {
    waiting.add(submission);
  }

  boolean isIdle() {
    return waiting.isEmpty() && running.isEmpty();
  }

  /** As of the beginning of the step in progress, or of the end of the last. For any thread. */
  EngineStats stats() {
    return stats;
  }

  private EngineStats currentStats() {
    return new EngineStats(
        answered,
        promptTokens,
        completionTokens,
        waiting.size(),
        running.size(),
        budget.used(),
        budget.limit());
  }

  /** Ends every request with an exception. */
  void failAll(Throwable cause) {
    waiting.removeAll(submission -> submission.future().completeExceptionally(cause));
    List<RunningRequest> failed = List.copyOf(running);
    running.clear();
    failed.forEach(request -> release(request.bytes(), request.prefix()));
    prefixes.dropUnready();
    stats = currentStats();
    failed.forEach(request -> request.future().completeExceptionally(cause));
  }

  /**
   * Admits what can be admitted and computes one step.
   *
   * @throws io.tramontane.failure.InsufficientResourcesException if the model's file is not what it
   *     was when it was opened: nobody gets an answer that was computed from such a file
   */
  void runStep() {
    dropCancelled();
    admit();
    List<TokenSpan> spans = new ArrayList<>();
    List<Runnable> failures = new ArrayList<>();
    List<Turn> turns = plan(spans, failures);
    completeAll(failures);
    if (!spans.isEmpty()) {
      // Before, since native code does not survive a file that was shortened. Afterwards too:
      // logits
      // may still be computed while they are distributed.
      file.requireUnchanged();
      Logits logits = model.forward(new Step(spans));
      List<Ending> endings = distribute(logits, turns);
      file.requireUnchanged();
      unreadyPrefixes().forEach(PrefixCache.Entry::stepEnded);
      endAll(endings);
    }
  }

  /**
   * Fills the next step.
   *
   * @param failures receives what is to be told to those whose requests failed
   */
  private List<Turn> plan(List<TokenSpan> spans, List<Runnable> failures) {
    List<Turn> turns = new ArrayList<>();
    int room = stepTokens;
    int logitsRows = 0;
    for (RunningRequest request : List.copyOf(running)) {
      if (request.awaitsPrefix()) {
        room -= addNext(Objects.requireNonNull(request.prefix()), room, spans);
        continue;
      }
      boolean prefills = request.prefillRows() > 0;
      if (prefills && room <= 0) {
        continue;
      }
      try {
        List<TokenSpan> next = request.nextSpans(room, room == stepTokens, model);
        int wanted = RunningRequest.logitsRows(next);
        turns.add(new Turn(request, logitsRows, wanted));
        logitsRows += wanted;
        room -= prefills ? RunningRequest.rows(next) : 0;
        spans.addAll(next);
      } catch (IllegalStateException e) {
        end(request);
        failures.add(() -> request.future().completeExceptionally(e));
      }
    }
    return turns;
  }

  /** Lets the next step compute as much of a prefix as it may; returns how many rows that is. */
  private static int addNext(PrefixCache.Entry prefix, int room, List<TokenSpan> spans) {
    int rows = Math.min(Math.max(0, room), prefix.remaining());
    if (rows > 0) {
      spans.add(prefix.next(rows));
    }
    return rows;
  }

  /** Prefixes that requests in progress wait for. */
  private List<PrefixCache.Entry> unreadyPrefixes() {
    return running.stream()
        .filter(RunningRequest::awaitsPrefix)
        .map(request -> Objects.requireNonNull(request.prefix()))
        .distinct()
        .toList();
  }

  /** Forgets requests whose callers no longer wait. */
  private void dropCancelled() {
    waiting.removeDone();
    for (RunningRequest request : List.copyOf(running)) {
      if (request.future().isDone()) {
        end(request);
      }
    }
  }

  private void admit() {
    Admission admission = new Admission();
    waiting.admit(admission::isOpen, admission::tryAdmit);
  }

  /** What is admitted before one step. */
  private final class Admission {
    private int prefillRows =
        running.stream().mapToInt(RunningRequest::prefillRows).sum()
            + unreadyPrefixes().stream().mapToInt(PrefixCache.Entry::remaining).sum();
    private int logitsRows = running.stream().mapToInt(RunningRequest::maxLogitsRows).sum();

    /** Whether the step could compute rows of one more request. */
    boolean isOpen() {
      return prefillRows < stepTokens;
    }

    /** False if the request does not fit now; one that cannot be started fails. */
    boolean tryAdmit(Submission next) {
      int wanted = next.request().maxLogitsRows();
      if (!running.isEmpty() && logitsRows + wanted > stepTokens) {
        return false;
      }
      try {
        RunningRequest admitted = admit(next);
        if (admitted == null) {
          return false;
        }
        prefillRows += newRows(admitted.prefix());
        running.add(admitted);
        prefillRows += admitted.prefillRows();
        logitsRows += wanted;
      } catch (RuntimeException | Error e) {
        next.future().completeExceptionally(e);
      }
      return true;
    }
  }

  /** The rows of a prefix that no request in progress waits for yet. */
  private int newRows(PrefixCache.@Nullable Entry prefix) {
    return prefix == null || prefix.isReady() || unreadyPrefixes().contains(prefix)
        ? 0
        : prefix.remaining();
  }

  private @Nullable RunningRequest admit(Submission submission) {
    long bytes = submission.ownBytes(sizes, kvFormat, stepTokens);
    PrefixCache.Entry prefix = null;
    if (submission.prefix().length == 0) {
      if (!prefixes.reserve(bytes)) {
        return null;
      }
    } else {
      prefix = prefixes.acquire(submission.prefix(), bytes);
      if (prefix == null) {
        return null;
      }
    }
    try {
      return start(submission, bytes, prefix);
    } catch (RuntimeException | Error e) {
      release(bytes, prefix);
      throw e;
    }
  }

  private RunningRequest start(
      Submission submission, long bytes, PrefixCache.@Nullable Entry prefix) {
    KvCache own = submission.ownCache(sizes, kvFormat, stepTokens);
    Sequence sequence =
        prefix == null ? Sequence.of(own) : new Sequence(prefix.cache, prefix.length, own);
    ActiveRequest progress =
        submission
            .request()
            .start(
                new RequestStart(
                    sequence,
                    submission.body(),
                    0,
                    submission.maxAnswerTokens(),
                    submission.inOneStep(),
                    tokenizer,
                    kernel));
    return new RunningRequest(progress, submission.request(), submission.future(), bytes, prefix);
  }

  /** Gives each request its logits; nobody is told of a result yet. */
  private List<Ending> distribute(Logits logits, List<Turn> turns) {
    List<Ending> endings = new ArrayList<>();
    for (Turn turn : turns) {
      CompletableFuture<InferenceResult> future = turn.request().future();
      try {
        InferenceResult result = resultOf(turn, logits);
        if (result != null) {
          endings.add(new Ending(turn.request(), result, () -> future.complete(result)));
        }
      } catch (IllegalStateException e) {
        endings.add(new Ending(turn.request(), null, () -> future.completeExceptionally(e)));
      }
    }
    return endings;
  }

  private void endAll(List<Ending> endings) {
    for (Ending ending : endings) {
      end(ending.request());
      if (ending.result() != null) {
        count(ending.result());
      }
    }
    completeAll(endings.stream().map(Ending::told).toList());
  }

  private void completeAll(List<Runnable> completions) {
    // First, so that whoever has a result finds it counted.
    stats = currentStats();
    completions.forEach(Runnable::run);
  }

  private void count(InferenceResult result) {
    if (!(result instanceof FailedResult)) {
      answered++;
      promptTokens += result.promptTokens();
      completionTokens += result.completionTokens();
    }
  }

  private @Nullable InferenceResult resultOf(Turn turn, Logits logits) {
    if (turn.rows() == 0) {
      return null;
    }
    if (!logits.areFinite(turn.firstRow(), turn.rows())) {
      return new FailedResult(
          FailedResult.Kind.NON_FINITE_LOGITS,
          "Cannot read the answer of model %s: a logit is not a finite number, so its weights are damaged. Compare its digest, or fetch it again."
              .formatted(file.paths().get(0).getFileName()));
    }
    return turn.request().accept(logits, turn.firstRow());
  }

  private void end(RunningRequest request) {
    running.remove(request);
    release(request.bytes(), request.prefix());
  }

  private void release(long bytes, PrefixCache.@Nullable Entry prefix) {
    budget.release(bytes);
    if (prefix != null) {
      prefixes.release(prefix);
    }
  }
}
