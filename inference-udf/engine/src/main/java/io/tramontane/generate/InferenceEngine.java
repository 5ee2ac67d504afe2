package io.tramontane.generate;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.files.FileIdentity;
import io.tramontane.generate.FailedResult.Kind;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import io.tramontane.transformer.Transformer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers requests.
 *
 * <pre>{@code
 * try (InferenceEngine engine = InferenceEngine.open(path, settings)) {
 *   InferenceResult result = engine.submit(request).join();
 * }
 * }</pre>
 *
 * <p>Requests of all callers are computed together; a result depends on the model and the request
 * only. Requests about one document share the reading of it, see {@link CommonPrefixes}. Kinds of
 * requests that the engine does not have can be added, see {@link InferenceRequest}.
 *
 * <p>The model's file must stay as it is. The engine looks before and after each step; if it was
 * changed, replaced or removed, or cannot be read, all requests end with an {@link
 * InsufficientResourcesException}, and so does whatever is submitted later.
 *
 * <p>Thread-safe. {@link #close} may be called any number of times: requests in progress then end
 * with an {@link IllegalStateException}, the threads stop, and the file is unmapped.
 */
public final class InferenceEngine implements AutoCloseable {
  private final GgufFile file;
  private final WorkerPool pool;
  private final Transformer model;
  private final Tokenizer tokenizer;
  private final EngineSettings settings;
  private final Scheduler scheduler;
  private final BlockingQueue<List<Submission>> arrived = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final Object closing = new Object();
  private volatile boolean closed;

  /** Why the engine has closed itself. */
  private volatile @Nullable InsufficientResourcesException failure;

  private InferenceEngine(GgufFile file, WorkerPool pool, EngineSettings settings) {
    this.file = file;
    this.pool = pool;
    this.settings = settings;
    this.model = new Transformer(file, settings.compute(), pool);
    this.tokenizer = Tokenizer.from(file.metadata(), settings.preTokenizer());
    requireOneVocabulary();
    requireRoomForSteps();
    Kernel kernel = Kernel.of(settings.compute().vectorBits());
    this.scheduler = new Scheduler(file, model, tokenizer, kernel, settings);
    this.thread = new Thread(this::run, "tramontane-engine");
    thread.setDaemon(true);
  }

  private void requireOneVocabulary() {
    if (tokenizer.vocabularySize() != model.sizes().vocabulary()) {
      throw new InvalidInputException(
          "Cannot use model %s: its tokenizer has %s pieces, expected one for each of the %s rows of the embedding. Use another file of the model."
              .formatted(
                  file.paths().get(0), tokenizer.vocabularySize(), model.sizes().vocabulary()));
    }
  }

  /** A step has prefill rows and decode rows, each at most as many as the setting says. */
  private void requireRoomForSteps() {
    long max = maxRows() / 2;
    if (settings.stepTokens() > max) {
      throw new InvalidInputException(
          "Cannot use model %s in steps of %s tokens: no array holds their activations. Set engine.step-tokens to at most %s."
              .formatted(file.paths().get(0), settings.stepTokens(), max));
    }
  }

  /** How many rows of the widest activation an array holds. */
  private int maxRows() {
    HyperParameters sizes = model.sizes();
    int hidden = Math.max(sizes.feedForward(), sizes.sharedFeedForward());
    int inner = Math.max(hidden, sizes.queryWidth());
    return Integer.MAX_VALUE / Math.max(inner, sizes.width());
  }

  /**
   * Opens a model and starts the engine's threads.
   *
   * @param model a GGUF file, or the first of a split one
   * @throws InvalidInputException if it holds no model that we can run in such steps
   * @throws InsufficientResourcesException if the heap cannot hold the KV caches, or the file
   *     cannot be read or is changed meanwhile
   */
  public static InferenceEngine open(Path model, EngineSettings settings) {
    requireHeap(model, settings);
    GgufFile file = GgufFile.open(model);
    WorkerPool pool = new WorkerPool(settings.threadCount());
    try {
      InferenceEngine engine = new InferenceEngine(file, pool, settings);
      engine.thread.start();
      return engine;
    } catch (InternalError e) {
      pool.close();
      file.close();
      throw unreadable(file, e);
    } catch (RuntimeException | Error e) {
      pool.close();
      file.close();
      throw e;
    }
  }

  /** Admission counts on all of the KV memory, so the heap must have room for it. */
  private static void requireHeap(Path model, EngineSettings settings) {
    long heap = Runtime.getRuntime().maxMemory();
    if (settings.kvBytes() > heap) {
      throw new InsufficientResourcesException(
          "Cannot open model %s: its KV caches may take %s bytes and the Java heap has %s. Lower engine.kv-memory, or give the JVM more memory (-Xmx, or spark.executor.memory)."
              .formatted(model, settings.kvBytes(), heap));
    }
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The files that it answers from, as they were when they were opened. Also after close. */
  public List<FileIdentity> files() {
    return file.files();
  }

  /** What the model's file says of it. Also after close. */
  public GgufMetadata metadata() {
    return file.metadata();
  }

  /**
   * Checks that the model's file is still what it was when it was opened, and can be read. If not,
   * the engine is closed. Takes some microseconds.
   *
   * @throws InsufficientResourcesException if it is not
   */
  public void requireUnchanged() {
    requireNotFailed();
    try {
      file.requireUnchanged();
    } catch (InsufficientResourcesException e) {
      fail(e);
      throw e;
    }
  }

  /** The most tokens that a prompt and its answer may have together. */
  public int contextLength() {
    return model.sizes().context();
  }

  /** How many positions back a token sees, its own included, if the model has a sliding window. */
  public OptionalInt window() {
    Positions positions = model.sizes().positions();
    return positions.isWindowed()
        ? OptionalInt.of(positions.window().length())
        : OptionalInt.empty();
  }

  /** The memory that the model wants in an engine of some settings. Not after close. */
  public MemoryNeeds memory(EngineSettings other) {
    return MemoryNeeds.of(file, model.sizes(), other.kvFormat(), other.stepTokens());
  }

  /**
   * What it has done so far and is doing. Cheap: the numbers are those of the step in progress.
   * Also after {@link #close}.
   */
  public EngineStats stats() {
    return scheduler.stats().plusWaiting(arrived.stream().mapToLong(List::size).sum());
  }

  /**
   * Asks for one request to be computed. Waits for nothing.
   *
   * @return completed with the request's kind of result, such as a {@link CompletionResult} for a
   *     {@link CompletionRequest}, or with a {@link FailedResult} when this request cannot be
   *     answered. It fails with an {@link IllegalStateException} if the engine is closed before, or
   *     if the request goes beyond what it declared. Dependent actions run on the engine's thread:
   *     keep them short
   * @throws IllegalStateException if the engine is closed
   * @throws InsufficientResourcesException if the model's file was changed or cannot be read
   */
  public CompletableFuture<InferenceResult> submit(InferenceRequest request) {
    return submitAll(List.of(request)).get(0);
  }

  /**
   * As {@link #submit}, for requests that are computed together from the first step on; one by one,
   * the first would be computed alone while the others come.
   *
   * @return in the order of the requests
   * @throws IllegalStateException if the engine is closed
   */
  public List<CompletableFuture<InferenceResult>> submitAll(
      List<? extends InferenceRequest> requests) {
    return submitAll(requests, this);
  }

  /**
   * As {@link #submitAll(List)}, for one of several callers who are served in turns, a request of
   * each, however many requests each has waiting.
   *
   * @param caller who asks: any object, the same for all requests of one caller
   */
  public List<CompletableFuture<InferenceResult>> submitAll(
      List<? extends InferenceRequest> requests, Object caller) {
    List<CompletableFuture<InferenceResult>> futures = new ArrayList<>(requests.size());
    List<Submission> accepted = new ArrayList<>(requests.size());
    for (InferenceRequest request : requests) {
      Submission submission =
          affordable(Submission.of(request, caller, model.sizes(), settings.stepTokens()));
      futures.add(submission.future());
      refusal(submission)
          .ifPresentOrElse(submission.future()::complete, () -> accepted.add(submission));
    }
    synchronized (closing) {
      requireNotFailed();
      if (closed) {
        throw new IllegalStateException("Cannot submit a request: the engine is closed.");
      }
      arrived.add(accepted);
    }
    return futures;
  }

  /** A request whose prefix takes too much memory is computed without sharing it, if that helps. */
  private Submission affordable(Submission submission) {
    if (isAffordable(submission)) {
      return submission;
    }
    Submission alone = submission.withoutPrefix(settings.stepTokens());
    return isAffordable(alone) ? alone : submission;
  }

  private boolean isAffordable(Submission submission) {
    return submission.allBytes(model.sizes(), settings.kvFormat(), settings.stepTokens())
        <= settings.kvBytes();
  }

  /** Why a request can never be answered, found before it can disturb others. */
  private Optional<FailedResult> refusal(Submission submission) {
    HyperParameters sizes = model.sizes();
    int length = submission.request().prompt().length();
    OptionalInt unknown = submission.tokens().filter(this::isUnknown).findFirst();
    if (unknown.isPresent()) {
      return Optional.of(
          new FailedResult(
              Kind.INVALID,
              "Cannot answer a request with token %s: the vocabulary has %s. Use the model's own tokenizer."
                  .formatted(unknown.getAsInt(), sizes.vocabulary())));
    }
    if (length + submission.request().minAnswerTokens() > sizes.context()) {
      return tooLong(
          "Cannot answer a prompt of %s tokens: the model's context has %s. Shorten or truncate the document."
              .formatted(length, sizes.context()));
    }
    int logitsRows = submission.request().maxLogitsRows();
    if (logitsRows > maxRows()) {
      return tooLong(
          "Cannot answer a request that wants %s rows of logits from one step: at most %s fit. Give fewer or shorter labels."
              .formatted(logitsRows, maxRows()));
    }
    long bytes = submission.allBytes(sizes, settings.kvFormat(), settings.stepTokens());
    if (bytes > settings.kvBytes()) {
      return tooLong(
          "Cannot answer a prompt of %s tokens: it needs %s bytes of KV memory and the engine has %s. Raise engine.kv-memory, or shorten the document."
              .formatted(length, bytes, settings.kvBytes()));
    }
    return Optional.empty();
  }

  private boolean isUnknown(int token) {
    return token < 0 || token >= model.sizes().vocabulary();
  }

  private static Optional<FailedResult> tooLong(String message) {
    return Optional.of(new FailedResult(Kind.TOO_LONG, message));
  }

  private void requireNotFailed() {
    InsufficientResourcesException known = failure;
    if (known != null) {
      // A new one, since the failure may be thrown in many threads.
      throw new InsufficientResourcesException(String.valueOf(known.getMessage()), known);
    }
  }

  /** Ends all requests with this; the engine's thread does it. */
  private void fail(InsufficientResourcesException cause) {
    synchronized (closing) {
      if (!closed) {
        failure = cause;
        closed = true;
      }
    }
    thread.interrupt();
  }

  @Override
  public void close() {
    synchronized (closing) {
      closed = true;
    }
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      joinUninterruptibly();
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        takeArrived();
        runStep();
      }
    } catch (InsufficientResourcesException e) {
      fail(e);
    } catch (InternalError e) {
      // The JVM throws it where a page of a mapped file cannot be read, or somewhat later.
      fail(unreadable(file, e));
    } finally {
      // Also where an error ended the loop: whoever comes now is refused, not forgotten.
      synchronized (closing) {
        closed = true;
      }
      addArrived();
      InsufficientResourcesException known = failure;
      scheduler.failAll(
          known != null
              ? known
              : new IllegalStateException("Cannot finish the request: the engine was closed."));
      pool.close();
      file.close();
    }
  }

  private static InsufficientResourcesException unreadable(GgufFile file, InternalError cause) {
    return new InsufficientResourcesException(
        "Cannot read model %s: %s. Check its disk, and that nobody shortened the file; then start again."
            .formatted(file.paths().get(0), cause.getMessage()),
        cause);
  }

  private void takeArrived() {
    try {
      if (scheduler.isIdle()) {
        arrived.take().forEach(scheduler::add);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts; the loop sees that it was called.
    }
    addArrived();
  }

  private void addArrived() {
    for (List<Submission> next = arrived.poll(); next != null; next = arrived.poll()) {
      next.forEach(scheduler::add);
    }
  }

  private void runStep() {
    if (closed) {
      return;
    }
    try {
      scheduler.runStep();
    } catch (InsufficientResourcesException | InternalError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      scheduler.failAll(e);
    }
  }
}
