package io.tramontane.udf.model;

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
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
 * <p>{@link #model} keeps a model until the JVM ends, {@link #lend} until nobody has used it for a
 * time.
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

  /** A model in memory. Changed within the map's own operations only. */
  private static final class Loaded {
    final ZooModel<InferenceRequest, InferenceResult> model;
    boolean kept;
    int leases;
    long leasesEver;

    Loaded(ZooModel<InferenceRequest, InferenceResult> model) {
      this.model = model;
    }

    EngineStats stats() {
      return TramontaneModel.of(model).stats();
    }
  }

  private final Map<ModelKey, Loaded> models = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, ModelRegistry::daemon);
  private EngineStats ofClosedModels = EngineStats.NONE;
  private volatile boolean closed;

  ModelRegistry() {
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    // A closed registry has closed its models already.
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tramontane-idle-models");
    thread.setDaemon(true);
    return thread;
  }

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
    return loaded(key, loaded -> loaded.kept = true).model;
  }

  /**
   * As {@link #model}, for a caller who gives it back.
   *
   * @param idleTime when nobody has it on loan for so long, it is closed, and its memory and its
   *     mapping are free; not where {@link #model} has given it away
   */
  public ModelLease lend(ModelKey key, Duration idleTime) {
    Loaded lent =
        loaded(
            key,
            loaded -> {
              loaded.leases++;
              loaded.leasesEver++;
            });
    return new ModelLease(TramontaneModel.of(lent.model), () -> giveBack(key, idleTime));
  }

  private Loaded loaded(ModelKey key, Consumer<Loaded> use) {
    Loaded loaded =
        Objects.requireNonNull(
            models.compute(
                key,
                (same, known) -> {
                  Loaded model = known == null ? new Loaded(load(key)) : known;
                  use.accept(model);
                  return model;
                }));
    // The registry may have been closed while this model was loading.
    if (closed) {
      loaded.model.close();
      throw new IllegalStateException(
          "Cannot use " + key.source().location() + ": the registry is closed.");
    }
    return loaded;
  }

  private void giveBack(ModelKey key, Duration idleTime) {
    models.computeIfPresent(
        key,
        (same, loaded) -> {
          loaded.leases--;
          if (loaded.leases == 0) {
            closeLater(key, loaded.leasesEver, idleTime);
          }
          return loaded;
        });
  }

  private void closeLater(ModelKey key, long leasesEver, Duration idleTime) {
    Future<?> unused =
        timer.schedule(
            () -> closeUnused(key, leasesEver), idleTime.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Unless it has been lent since. */
  private void closeUnused(ModelKey key, long leasesEver) {
    models.computeIfPresent(
        key,
        (same, loaded) -> {
          if (loaded.kept || loaded.leasesEver != leasesEver) {
            return loaded;
          }
          loaded.model.close();
          count(loaded.stats());
          return null;
        });
  }

  private synchronized void count(EngineStats stats) {
    ofClosedModels = ofClosedModels.plus(stats.totals());
  }

  /**
   * What all models together have done so far and have in hand. Also after {@link #close}: Spark
   * asks for the last time when the executor ends.
   */
  public synchronized EngineStats stats() {
    return models.values().stream().map(Loaded::stats).reduce(ofClosedModels, EngineStats::plus);
  }

  /** Closes all models. Without effect the second time. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    models.values().forEach(loaded -> loaded.model.close());
  }

  private static ZooModel<InferenceRequest, InferenceResult> load(ModelKey key) {
    String sha256 = key.sha256();
    LocalModel local = sha256 == null ? key.source().local() : key.source().verified(sha256);
    Path path = local.path();
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
