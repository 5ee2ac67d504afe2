package io.tramontane.jobs.model;

import io.tramontane.config.EngineConfig;
import io.tramontane.config.ModelConfig;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.schema.ModelIdentity;
import java.io.Serializable;

/** Where models come from. Travels to executors with the tasks. */
public interface Inference extends Serializable {
  /**
   * Looks at the model file without loading its weights; for the driver.
   *
   * @throws io.tramontane.failure.InvalidInputException if the file is missing, unreadable, no
   *     model, or has another digest than configured
   */
  ModelIdentity identify(ModelConfig model);

  /**
   * Finds out whether a task suits a model; for the driver.
   *
   * @throws io.tramontane.failure.InvalidInputException if the template or the labels cannot be
   *     used, or leave no room for a document
   */
  void check(ModelConfig model, TaskConfig task);

  /**
   * Opens the model for one task. All callers in a JVM share one engine; opening again is cheap.
   *
   * @param identity what {@link #identify} found; this host's file must be the same
   * @throws io.tramontane.failure.InvalidInputException if this host's file is not that model, or
   *     the task does not suit the model
   */
  DocumentModel open(
      ModelConfig model, ModelIdentity identity, TaskConfig task, EngineConfig engine);
}
