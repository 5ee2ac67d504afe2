package io.tramontane.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Documents whose answers are awaited, in order. Its user fills it whenever there is room, so that
 * the model always has many documents at once, and takes answers from its front: one slow document
 * keeps those behind it in the window, but keeps none of them from the model.
 *
 * <p>What it holds is bounded by the number of documents and by their bytes. For one thread.
 *
 * @param <D> what is known of a document
 */
public final class AnswerWindow<D> {
  private static final long POLL_MILLISECONDS = 100;

  private final int maxDocuments;
  private final long maxBytes;
  private final Deque<Entry<D>> entries = new ArrayDeque<>();
  private long bytes;
  private long peakBytes;
  private boolean filling = true;

  private record Entry<D>(D document, CompletableFuture<Answers> answers, long bytes) {}

  /**
   * @param maxDocuments how many documents it holds at most
   * @param maxBytes how many bytes they may have before no more are taken; a document of any size
   *     is taken into an empty window
   */
  public AnswerWindow(int maxDocuments, long maxBytes) {
    this.maxDocuments = maxDocuments;
    this.maxBytes = maxBytes;
  }

  /**
   * Whether another document should be added. Once it is full, not before a quarter of it is free
   * again: documents are read and tokenized many at a time, since each time takes a processor from
   * the threads that compute, which all wait for the one that was interrupted.
   */
  public boolean hasRoom() {
    if (entries.size() >= maxDocuments || bytes >= maxBytes) {
      filling = entries.isEmpty();
    } else if (entries.size() <= maxDocuments - maxDocuments / 4) {
      filling = true;
    }
    return filling;
  }

  /** Whether there is no document in it. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * Adds a document behind the others.
   *
   * @param documentBytes what it takes in memory, in bytes
   */
  public void add(D document, CompletableFuture<Answers> answers, long documentBytes) {
    entries.add(new Entry<>(document, answers, documentBytes));
    bytes += documentBytes;
    peakBytes = Math.max(peakBytes, bytes);
  }

  /** Takes the first document out, when its answers are there; see {@link #awaitFirst}. */
  public D remove() {
    Entry<D> first = entries.remove();
    bytes -= first.bytes();
    return first.document();
  }

  /**
   * Waits for the answers to the first document, which stays in the window.
   *
   * @param whileWaiting called about ten times a second; may throw, to end the waiting
   * @throws IllegalStateException if the backend has failed or was closed
   */
  public Answers awaitFirst(Runnable whileWaiting) throws InterruptedException {
    CompletableFuture<Answers> answers = entries.element().answers();
    while (true) {
      try {
        return answers.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        whileWaiting.run();
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot answer a document: the model has failed.", e);
      }
    }
  }

  /** The most bytes that it has held. */
  public long peakBytes() {
    return peakBytes;
  }
}
