package io.tramontane.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import io.tramontane.backend.Backend;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Backend} as a model of DJL's, which owns it from {@link #load} to {@link #close}. Its
 * predictors may be used by many threads, each its own: the backend answers all of them together.
 */
final class BackendModel extends BaseModel {
  private final BiFunction<Path, EngineSettings, Backend> opener;
  private @Nullable Backend backend;

  BackendModel(String name, NDManager manager, BiFunction<Path, EngineSettings, Backend> opener) {
    super(name);
    this.manager = manager;
    this.opener = opener;
  }

  /**
   * Opens the model.
   *
   * @param prefix not used
   * @param options with the {@link EngineSettings} as {@link LocalModelZoo#SETTINGS}
   * @throws InvalidInputException if the file is wrong, or there are no settings
   * @throws IllegalStateException if it is open already
   */
  @Override
  public synchronized void load(
      Path path, @Nullable String prefix, @Nullable Map<String, ?> options) {
    if (backend != null) {
      throw new IllegalStateException("Cannot load " + path + ": this model is open already.");
    }
    backend = opener.apply(path, settings(path, options));
    modelDir = path;
    wasLoaded = true;
  }

  private static EngineSettings settings(Path path, @Nullable Map<String, ?> options) {
    Object settings = options == null ? null : options.get(LocalModelZoo.SETTINGS);
    if (settings instanceof EngineSettings given) {
      return given;
    }
    throw new InvalidInputException(
        "Cannot load %s: the argument %s is %s. Give EngineSettings by Criteria.optArgument."
            .formatted(path, LocalModelZoo.SETTINGS, settings));
  }

  /**
   * A predictor.
   *
   * @param translator one that gives {@link BackendCall}s
   * @throws IllegalStateException if the model is not open
   */
  @Override
  public <I, O> Predictor<I, O> newPredictor(Translator<I, O> translator, Device device) {
    return new BackendPredictor<>(this, translator, device, backend());
  }

  /** Closes the backend: what is in progress ends with an error. Without effect the second time. */
  @Override
  public synchronized void close() {
    if (backend != null) {
      backend.close();
      backend = null;
    }
    super.close();
  }

  /**
   * DJL's own would warn of every model that is collected: it asks the manager whether the model
   * was closed, and a manager without arrays always says that it is open.
   */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"}) // Of the superclass's making.
  protected void finalize() {
    close();
  }

  private synchronized Backend backend() {
    if (backend == null) {
      throw new IllegalStateException("Cannot use model " + getName() + ": it is not open.");
    }
    return backend;
  }
}
