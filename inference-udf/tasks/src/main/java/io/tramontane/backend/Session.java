package io.tramontane.backend;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tasks that a {@link Backend} is ready to do with one document after another. Thread-safe.
 *
 * <p>{@link #submit} waits for nothing; how many documents are in progress is bounded by {@link
 * AnswerWindow}.
 */
public interface Session extends AutoCloseable {
  /** How many tasks it does. */
  int tasks();

  /**
   * Asks every task about its own texts. What the prompts have in common is computed once.
   *
   * @param texts for each task, in the order in which they were opened; empty where that task is
   *     not to be asked
   * @return one outcome for each task, in that order. Completed exceptionally only if the backend
   *     itself fails or is closed. Dependent actions may run on the backend's own thread: keep them
   *     short. Cancelling it takes the questions back
   */
  CompletableFuture<Answers> submit(List<Optional<Texts>> texts);

  /** Asks every task about the same texts. */
  default CompletableFuture<Answers> submit(Texts texts) {
    return submit(Collections.nCopies(tasks(), Optional.of(texts)));
  }

  /**
   * How many tokens the model would read for these texts, the questions included and the texts
   * truncated as the tasks say; 0 for a task that would refuse them.
   */
  long promptTokens(Texts texts);

  /** The most tokens of a document that the model reads, for the task that reads most of it. */
  int maxDocumentTokens();

  /**
   * What the model's own file adds to how prompts are made, by name, such as its chat format. Rows
   * made with other values are not the same.
   */
  default Map<String, String> promptParts() {
    return Map.of();
  }

  /**
   * As {@link Backend#requireUnchanged}: whoever has all answers asks before the answers are final.
   */
  default void requireUnchanged() {}

  /** Takes back what is still in progress. */
  @Override
  void close();
}
