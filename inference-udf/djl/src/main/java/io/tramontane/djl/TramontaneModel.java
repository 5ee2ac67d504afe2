package io.tramontane.djl;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Translator;
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF model, for DJL. Owns one {@link InferenceEngine} from {@link #load} to {@link #close}.
 *
 * <p>Predictors of one model may be used by many threads, each its own: their requests are computed
 * together.
 */
public final class TramontaneModel extends BaseModel {
  private @Nullable InferenceEngine engine;
  private EngineStats lastStats = EngineStats.NONE;

  TramontaneModel(String name, NDManager manager) {
    super(name);
    this.manager = manager;
  }

  /** The model within a model of DJL's zoo, which shows DJL's methods only. */
  public static TramontaneModel of(ZooModel<?, ?> model) {
    return (TramontaneModel) model.getWrappedModel();
  }

  /**
   * Opens the model.
   *
   * @param path a GGUF file, or the first of a split one
   * @param prefix not used
   * @param options see {@link EngineOptions}
   * @throws io.tramontane.failure.InvalidInputException if the file or an option is wrong
   * @throws IllegalStateException if it is open already
   */
  @Override
  public synchronized void load(
      Path path, @Nullable String prefix, @Nullable Map<String, ?> options) {
    if (engine != null) {
      throw new IllegalStateException("Cannot load " + path + ": this model is open already.");
    }
    engine = InferenceEngine.open(path, EngineOptions.parse(options));
    modelDir = path;
    wasLoaded = true;
  }

  /**
   * A predictor whose translator gives an {@link io.tramontane.generate.InferenceRequest} in a
   * {@code PassthroughNDArray} for each input, and takes an {@link
   * io.tramontane.generate.InferenceResult} in one for each output. {@code PassthroughTranslator}
   * does that for inputs and outputs of these types.
   *
   * @throws IllegalStateException if the model is not open
   */
  @Override
  public <I, O> Predictor<I, O> newPredictor(Translator<I, O> translator, Device device) {
    return new TramontanePredictor<>(this, translator, device, engine());
  }

  /**
   * Asks for requests to be computed, and waits for nothing; {@link Predictor} waits for each
   * batch.
   *
   * @param caller as {@link InferenceEngine#submitAll(List, Object)} has it
   * @return in the order of the requests; as {@link InferenceEngine#submit} gives them
   * @throws IllegalStateException if the model is not open
   */
  public List<CompletableFuture<InferenceResult>> submitAll(
      List<? extends InferenceRequest> requests, Object caller) {
    return engine().submitAll(requests, caller);
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return engine().tokenizer();
  }

  /** The most tokens that a prompt and its answer may have together. */
  public int contextLength() {
    return engine().contextLength();
  }

  /** What its engine has done so far and has in hand; after {@link #close}, as of the end. */
  public synchronized EngineStats stats() {
    return engine == null ? lastStats : engine.stats();
  }

  /** Closes the engine: requests in progress end with an error. Without effect the second time. */
  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
      lastStats = engine.stats();
      engine = null;
    }
    super.close();
  }

  private synchronized InferenceEngine engine() {
    if (engine == null) {
      throw new IllegalStateException("Cannot use model " + getName() + ": it is not open.");
    }
    return engine;
  }
}
