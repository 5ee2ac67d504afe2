package io.tramontane.udf.model;

import io.tramontane.backend.Backend;
import io.tramontane.djl.LoadedModel;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineStats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models that a JVM has loaded: one for each {@link ModelKey}, shared by all tasks.
 *
 * <pre>{@code
 * try (ModelLease lease = ModelRegistry.ofThisJvm().lend(key, idleTime);
 *     Session session = lease.backend().open(tasks)) {
 *   CompletableFuture<Answers> answers = session.submit(texts);
 * }
 * }</pre>
 *
 * <p>A model whose file was changed or replaced, or that cannot be read any more, is not given to
 * anybody else: its file is checked, and loaded as it is now. Whoever has it still gets an error.
 *
 * <p>{@link #backend} keeps a model until the JVM ends, {@link #lend} until nobody has used it for
 * a time.
 *
 * <p>Thread-safe. The registry owns its models: callers never close one.
 */
public final class ModelRegistry implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ModelRegistry.class.getName());

  /** Made when first asked for, so that a JVM without a model has no shutdown hook. */
  private static final class Holder {
    static final ModelRegistry REGISTRY = new ModelRegistry();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(REGISTRY::close, "tramontane-close-models"));
    }
  }

  /** A model in memory, and its users. Changed within the map's own operations only. */
  private static final class Entry {
    final LoadedModel model;
    boolean kept;
    int leases;
    long leasesEver;

    Entry(LoadedModel model) {
      this.model = model;
    }

    EngineStats stats() {
      return model.backend().stats();
    }

    boolean isUsable() {
      try {
        model.backend().requireUnchanged();
        return true;
      } catch (InsufficientResourcesException e) {
        LOG.log(Level.WARNING, "Loading a model again. {0}", e.getMessage());
        return false;
      }
    }
  }

  private final Map<ModelKey, Entry> models = new ConcurrentHashMap<>();
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
   * The backend of a model, which stays open until the JVM ends. The first call fetches the model
   * where it is a URL's, verifies its digest and loads it, while others for it wait.
   *
   * @throws InvalidInputException if the file or its digest is wrong, or there is no such engine
   * @throws InsufficientResourcesException if it cannot be fetched or loaded
   * @throws IllegalStateException if the registry is closed
   */
  public Backend backend(ModelKey key) {
    return entry(key, entry -> entry.kept = true).model.backend();
  }

  /**
   * As {@link #backend}, for a caller who gives it back.
   *
   * @param idleTime when nobody has it on loan for so long, it is closed, and its memory and its
   *     mapping are free; not where {@link #backend} has given it away
   */
  public ModelLease lend(ModelKey key, Duration idleTime) {
    Entry lent =
        entry(
            key,
            entry -> {
              entry.leases++;
              entry.leasesEver++;
            });
    return new ModelLease(lent.model.backend(), () -> giveBack(key, lent, idleTime));
  }

  private Entry entry(ModelKey key, Consumer<Entry> use) {
    models.computeIfPresent(key, (same, known) -> known.isUsable() ? known : closed(known));
    Entry entry =
        Objects.requireNonNull(
            models.compute(
                key,
                (same, known) -> {
                  Entry used = known == null ? new Entry(load(key)) : known;
                  use.accept(used);
                  return used;
                }));
    // The registry may have been closed while this model was loading.
    if (closed) {
      entry.model.close();
      throw new IllegalStateException(
          "Cannot use " + key.source().location() + ": the registry is closed.");
    }
    return entry;
  }

  private void giveBack(ModelKey key, Entry lent, Duration idleTime) {
    models.computeIfPresent(
        key,
        (same, entry) -> {
          lent.leases--;
          if (entry == lent && entry.leases == 0) {
            closeLater(key, lent, idleTime);
          }
          return entry;
        });
  }

  private void closeLater(ModelKey key, Entry lent, Duration idleTime) {
    long leasesEver = lent.leasesEver;
    Future<?> unused =
        timer.schedule(
            () -> closeUnused(key, lent, leasesEver), idleTime.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Unless it has been lent since. */
  private void closeUnused(ModelKey key, Entry lent, long leasesEver) {
    models.computeIfPresent(
        key,
        (same, entry) -> {
          if (entry != lent || entry.kept || entry.leasesEver != leasesEver) {
            return entry;
          }
          return closed(entry);
        });
  }

  /** Closes a model that is to be forgotten. */
  private @Nullable Entry closed(Entry entry) {
    entry.model.close();
    count(entry.stats());
    return null;
  }

  private synchronized void count(EngineStats stats) {
    ofClosedModels = ofClosedModels.plus(stats.totals());
  }

  /**
   * What all models together have done so far and have in hand. Also after {@link #close}: Spark
   * asks for the last time when the executor ends.
   */
  public synchronized EngineStats stats() {
    return models.values().stream().map(Entry::stats).reduce(ofClosedModels, EngineStats::plus);
  }

  /** Closes all models. Without effect the second time. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    models.values().forEach(entry -> entry.model.close());
  }

  private static LoadedModel load(ModelKey key) {
    String sha256 = key.sha256();
    LocalModel local = sha256 == null ? key.source().local() : key.source().verified(sha256);
    return local.load(key.engine(), key.settings());
  }
}
