package io.tramontane.backend;

import io.tramontane.files.FileIdentity;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * A model that answers questions about texts: the one way to a model for jobs, SQL functions,
 * verification and benchmarks.
 *
 * <pre>{@code
 * try (Session session = backend.open(List.of(task))) {
 *   CompletableFuture<Answers> answers = session.submit(Texts.of(document));
 * }
 * }</pre>
 *
 * <p>An answer depends on the model, the task and the text only. Thread-safe. Whoever opened a
 * backend closes it; sessions then end with an {@link IllegalStateException}.
 */
public interface Backend extends AutoCloseable {
  /** Which model answers. May read the whole of it, for its digest. */
  ModelIdentity identify();

  /** The name alone of {@link #identify}, which costs little. */
  default String name() {
    return identify().name();
  }

  /**
   * The files of this host that it answers from, as they were when it opened them; none where it
   * answers from something else.
   */
  default List<FileIdentity> files() {
    return List.of();
  }

  /**
   * Checks that it can still answer, and from the model that it opened. Costs little.
   *
   * @throws io.tramontane.failure.InsufficientResourcesException if not: it will not answer any
   *     more
   */
  default void requireUnchanged() {}

  /** The memory that its model wants of a host that runs it with some settings, where it knows. */
  default Optional<MemoryNeeds> memory(EngineSettings settings) {
    return Optional.empty();
  }

  /** What it can do. */
  Capabilities capabilities();

  /**
   * Prepares tasks. Sessions of one backend may be used side by side: they are served in turns.
   *
   * @param tasks what will be asked about each document, at least one task
   * @throws io.tramontane.failure.InvalidInputException if a task does not suit the model: its
   *     template or labels cannot be used, or leave no room for a document, or the model is to
   *     think before it answers and cannot
   */
  Session open(List<? extends Task<?>> tasks);

  /** What it has done so far and has in hand. Also after {@link #close}. */
  EngineStats stats();

  @Override
  void close();
}
