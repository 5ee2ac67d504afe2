package io.tramontane.djl;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.tramontane.backend.Backend;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model in memory, loaded by DJL with the engine that was named: how the jobs and the SQL
 * functions come to theirs.
 *
 * @param model what DJL has loaded
 * @param backend answers by it, and is closed with it
 */
public record LoadedModel(ZooModel<Void, Backend> model, Backend backend) implements AutoCloseable {
  static {
    Telemetry.switchOff();
  }

  /**
   * Loads a model. The caller closes it.
   *
   * @param path its file, or the first of several
   * @param engine the name of the DJL engine that runs it
   * @throws InvalidInputException if there is no such engine, or it cannot run the model
   * @throws InsufficientResourcesException if there is too little memory, or the file cannot be
   *     read
   */
  public static LoadedModel load(Path path, String engine, EngineSettings settings) {
    requireEngine(path, engine);
    Criteria<Void, Backend> criteria =
        Criteria.builder()
            .setTypes(Void.class, Backend.class)
            .optEngine(engine)
            .optModelZoo(new LocalModelZoo(path))
            .optArgument(LocalModelZoo.SETTINGS, settings)
            .optTranslator(new BackendTranslator())
            .build();
    try {
      return of(criteria.loadModel(), engine);
    } catch (IOException | MalformedModelException | ModelNotFoundException e) {
      throw new InsufficientResourcesException(
          "Cannot load " + path + ": " + e.getMessage() + ". Try again.", e);
    }
  }

  private static void requireEngine(Path path, String engine) {
    if (!Engine.hasEngine(engine)) {
      throw new InvalidInputException(
          "Cannot load %s: there is no engine %s. Correct tramontane.model.engine, or put the engine's jar on the class path."
              .formatted(path, engine));
    }
  }

  private static LoadedModel of(ZooModel<Void, Backend> model, String engine) {
    try (Predictor<Void, Backend> predictor = model.newPredictor()) {
      return new LoadedModel(model, predictor.predict(null));
    } catch (TranslateException | RuntimeException e) {
      model.close();
      throw new InvalidInputException(
          "Cannot use the engine %s: it answers no texts. Name one that is a BackendEngineProvider."
              .formatted(engine),
          e);
    }
  }

  /** Closes the model and its backend. Without effect the second time. */
  @Override
  public void close() {
    model.close();
  }
}
