package io.tramontane.udf;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.passthrough.PassthroughTranslator;
import io.tramontane.djl.EngineOptions;
import io.tramontane.djl.Telemetry;
import io.tramontane.djl.TramontaneEngine;
import io.tramontane.djl.TramontaneModel;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineFigures;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that a JVM has loaded: one for each {@link ModelKey}, shared by all tasks.
 *
 * <pre>{@code
 * ZooModel<InferenceRequest, InferenceResult> model = ModelRegistry.ofThisJvm().model(key);
 * try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
 *   List<InferenceResult> results = predictor.batchPredict(requests);
 * }
 * }</pre>
 *
 * <p>Thread-safe. The registry owns its models: callers never close one.
 */
public final class ModelRegistry implements AutoCloseable {
  static {
    Telemetry.switchOff();
  }

  /** Made when first asked for, so that a JVM without a model has no shutdown hook. */
  private static final class Holder {
    static final ModelRegistry REGISTRY = new ModelRegistry();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(REGISTRY::close, "tramontane-close-models"));
    }
  }

  private final Map<ModelKey, ZooModel<InferenceRequest, InferenceResult>> models =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  ModelRegistry() {}

  /** The registry that is closed when the JVM shuts down. */
  public static ModelRegistry ofThisJvm() {
    return Holder.REGISTRY;
  }

  /**
   * A model, fetched where it is a URL's, its digest verified, and loaded by the first call, while
   * others for it wait.
   *
   * @throws InvalidInputException if the file or an option is wrong, or the digest is another
   * @throws InsufficientResourcesException if it cannot be fetched or loaded
   * @throws IllegalStateException if the registry is closed
   */
  public ZooModel<InferenceRequest, InferenceResult> model(ModelKey key) {
    ZooModel<InferenceRequest, InferenceResult> model =
        models.computeIfAbsent(key, ModelRegistry::load);
    // The registry may have been closed while this model was loading.
    if (closed) {
      model.close();
      throw new IllegalStateException(
          "Cannot use " + key.source().location() + ": the registry is closed.");
    }
    return model;
  }

  /**
   * What all models together have done so far and have in hand. Also after {@link #close}: Spark
   * asks for the last time when the executor ends.
   */
  public EngineFigures figures() {
    return models.values().stream()
        .map(model -> TramontaneModel.of(model).figures())
        .reduce(EngineFigures.NONE, EngineFigures::plus);
  }

  /** Closes all models. Without effect the second time. */
  @Override
  public void close() {
    closed = true;
    models.values().forEach(ZooModel::close);
  }

  private static ZooModel<InferenceRequest, InferenceResult> load(ModelKey key) {
    Path path = key.source().verified(key.sha256()).path();
    // Not by Criteria: it would run code from archives that lie in the model's folder, and take
    // options from a file there.
    Model model = Model.newInstance(String.valueOf(path.getFileName()), TramontaneEngine.NAME);
    try {
      model.load(path, null, EngineOptions.of(key.settings()));
      return new ZooModel<>(model, new PassthroughTranslator<>());
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new InsufficientResourcesException(
          "Cannot load " + path + ": " + e.getMessage() + ". Try again.", e);
    }
  }
}
