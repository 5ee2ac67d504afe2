package io.tramontane.udf.model;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.task.Task;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Where the models of a job come from. Travels to executors with the tasks. */
public interface ModelProvider extends Serializable {
  /**
   * Opens the model with as few resources as possible, to see that it can be run, and closes it;
   * for the driver. Reads the whole of it where its digest is not known.
   *
   * @throws io.tramontane.failure.InvalidInputException if it is missing, unreadable, none that the
   *     engine can run, or has another digest than configured
   */
  ModelIdentity identify(ModelConfig model);

  /**
   * Finds out whether tasks suit a model, and how; for the driver. Costs as little as {@link
   * #identify} without the digest.
   *
   * @throws io.tramontane.failure.InvalidInputException if a template or labels cannot be used, or
   *     leave no room for a document
   */
  TaskFit fit(ModelConfig model, List<Task<?>> tasks);

  /**
   * The memory that a model wants of each host, where its engine tells; for the driver. Costs as
   * little as {@link #fit}.
   */
  Optional<MemoryNeeds> memory(ModelConfig model, EngineSettings settings);

  /**
   * Whether this host's cache has a whole model of a digest; for the driver. Such a model is
   * configured by {@link ModelConfig#cachedPath}.
   */
  boolean isCached(ModelConfig.Cache cache, String sha256);

  /**
   * Opens a session; for executors. All sessions of a JVM for the same model and settings share one
   * engine, which is loaded by the first and stays until the JVM ends. The caller closes the
   * session.
   *
   * @param identity what {@link #identify} found; this host's model must have the same digest
   * @throws io.tramontane.failure.InvalidInputException if it has not, or a task does not suit it
   */
  Session open(
      ModelConfig model, ModelIdentity identity, List<Task<?>> tasks, EngineSettings settings);
}
