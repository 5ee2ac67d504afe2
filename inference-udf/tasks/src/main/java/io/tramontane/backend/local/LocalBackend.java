package io.tramontane.backend.local;

import io.tramontane.backend.Backend;
import io.tramontane.backend.Capabilities;
import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.files.FileIdentity;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.EngineStats;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.gguf.KnownDigests;
import io.tramontane.gguf.ModelDigest;
import io.tramontane.task.Task;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model that this JVM runs itself: tokenizer, prompts and engine. */
public final class LocalBackend implements Backend {
  private static final Capabilities CAPABILITIES = new Capabilities(true, true, false, true);

  private final Path path;
  private final InferenceEngine engine;
  private final long maxTextBytes;
  private @Nullable ModelIdentity identity;

  private LocalBackend(Path path, InferenceEngine engine, long maxTextBytes) {
    this.path = path;
    this.engine = engine;
    this.maxTextBytes = maxTextBytes;
  }

  /**
   * Opens a model and starts its engine.
   *
   * @param model a GGUF file, or the first of a split one
   * @throws io.tramontane.failure.InvalidInputException if it holds no model that we can run
   * @throws io.tramontane.failure.InsufficientResourcesException if the heap cannot hold the KV
   *     caches
   */
  public static LocalBackend open(Path model, EngineSettings settings) {
    return new LocalBackend(model, InferenceEngine.open(model, settings), settings.maxTextBytes());
  }

  @Override
  public synchronized ModelIdentity identify() {
    if (identity == null) {
      List<Path> paths = files().stream().map(FileIdentity::file).toList();
      ModelDigest digest = ModelDigest.of(paths, KnownDigests.none());
      digest.requireOpened(files());
      identity = new ModelIdentity(name(), digest.sha256());
    }
    return identity;
  }

  @Override
  public String name() {
    return engine.metadata().string("general.name", String.valueOf(path.getFileName()));
  }

  @Override
  public List<FileIdentity> files() {
    return engine.files();
  }

  @Override
  public void requireUnchanged() {
    engine.requireUnchanged();
  }

  @Override
  public Optional<MemoryNeeds> memory(EngineSettings settings) {
    return Optional.of(engine.memory(settings));
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Session open(List<? extends Task<?>> tasks) {
    Map<Task<?>, PreparedTask<?>> prepared = new HashMap<>();
    tasks.forEach(
        task ->
            prepared.computeIfAbsent(task, asked -> PreparedTask.of(asked, engine, maxTextBytes)));
    return new LocalSession(engine, tasks.stream().<PreparedTask<?>>map(prepared::get).toList());
  }

  @Override
  public EngineStats stats() {
    return engine.stats();
  }

  @Override
  public void close() {
    engine.close();
  }
}
