package io.tramontane.generate;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.mixtral.HyperParameters;
import io.tramontane.mixtral.MixtralModel;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

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
 * only. Thread-safe. {@link #close} may be called any number of times: requests in progress then
 * end with an {@link IllegalStateException}, the threads stop, and the file is unmapped.
 */
public final class InferenceEngine implements AutoCloseable {
  private final GgufFile file;
  private final WorkerPool pool;
  private final MixtralModel model;
  private final Tokenizer tokenizer;
  private final EngineSettings settings;
  private final Scheduler scheduler;
  private final BlockingQueue<Submission> arrived = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final Object closing = new Object();
  private volatile boolean closed;

  private InferenceEngine(GgufFile file, WorkerPool pool, EngineSettings settings) {
    Kernel kernel = Kernel.best();
    this.file = file;
    this.pool = pool;
    this.settings = settings;
    this.model = new MixtralModel(file, kernel, pool);
    this.tokenizer = Tokenizer.from(file.metadata());
    requireOneVocabulary();
    this.scheduler = new Scheduler(model, tokenizer, kernel, settings);
    this.thread = new Thread(this::run, "tramontane-engine");
    thread.setDaemon(true);
  }

  private void requireOneVocabulary() {
    if (tokenizer.vocabularySize() != model.sizes().vocabulary()) {
      throw new InvalidInputException(
          "Cannot use model %s: its tokenizer has %d pieces, expected one for each of the %d rows of the embedding. Use another file of the model."
              .formatted(
                  file.paths().get(0), tokenizer.vocabularySize(), model.sizes().vocabulary()));
    }
  }

  /**
   * Opens a model and starts the engine's threads.
   *
   * @param model a GGUF file, or the first of a split one
   * @throws InvalidInputException if it holds no model that we can run
   */
  public static InferenceEngine open(Path model, EngineSettings settings) {
    GgufFile file = GgufFile.open(model);
    WorkerPool pool = new WorkerPool(settings.threads());
    try {
      InferenceEngine engine = new InferenceEngine(file, pool, settings);
      engine.thread.start();
      return engine;
    } catch (RuntimeException | Error e) {
      pool.close();
      file.close();
      throw e;
    }
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The most tokens that a prompt and its answer may have together. */
  public int contextLength() {
    return model.sizes().context();
  }

  /**
   * Asks for one request to be computed. Waits for nothing.
   *
   * @return completed with a {@link CompletionResult} for a {@link CompletionRequest}, a {@link
   *     LabelResult} for a {@link LabelRequest}, or a {@link FailedResult} when this request cannot
   *     be answered. Dependent actions run on the engine's thread: keep them short
   * @throws IllegalArgumentException if a token id is not in the vocabulary
   * @throws IllegalStateException if the engine is closed
   */
  public CompletableFuture<InferenceResult> submit(InferenceRequest request) {
    HyperParameters sizes = model.sizes();
    checkTokens(request.prompt().prefix());
    checkTokens(request.prompt().body());
    int depth = request instanceof LabelRequest labels ? labels.labels().depth() : 1;
    if (request.prompt().length() + depth > sizes.context()) {
      return tooLong(
          "Cannot answer a prompt of %d tokens: the model's context has %d. Shorten or truncate the document."
              .formatted(request.prompt().length(), sizes.context()));
    }
    Submission submission = Submission.of(request, sizes, settings.stepTokens());
    if (submission.allBytes(sizes) > settings.kvBytes()) {
      return tooLong(
          "Cannot answer a prompt of %d tokens: it needs %d bytes of KV memory and the engine has %d. Give it more, or shorten the document."
              .formatted(
                  request.prompt().length(), submission.allBytes(sizes), settings.kvBytes()));
    }
    synchronized (closing) {
      if (closed) {
        throw new IllegalStateException("Cannot submit a request: the engine is closed.");
      }
      arrived.add(submission);
    }
    return submission.future();
  }

  private void checkTokens(int[] tokens) {
    for (int token : tokens) {
      if (token < 0 || token >= model.sizes().vocabulary()) {
        throw new IllegalArgumentException(
            "Cannot submit token %d: the vocabulary has %d."
                .formatted(token, model.sizes().vocabulary()));
      }
    }
  }

  private static CompletableFuture<InferenceResult> tooLong(String message) {
    return CompletableFuture.completedFuture(new FailedResult(FailedResult.Kind.TOO_LONG, message));
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
    } finally {
      List<Submission> late = new ArrayList<>();
      arrived.drainTo(late);
      late.forEach(scheduler::add);
      scheduler.failAll(
          new IllegalStateException("Cannot finish the request: the engine was closed."));
      pool.close();
      file.close();
    }
  }

  private void takeArrived() {
    try {
      if (scheduler.isIdle()) {
        scheduler.add(arrived.take());
      }
    } catch (InterruptedException e) {
      // Only close() interrupts; the loop sees that it was called.
    }
    for (Submission next = arrived.poll(); next != null; next = arrived.poll()) {
      scheduler.add(next);
    }
  }

  private void runStep() {
    if (closed) {
      return;
    }
    try {
      scheduler.runStep();
    } catch (RuntimeException | Error e) {
      scheduler.failAll(e);
    }
  }
}
