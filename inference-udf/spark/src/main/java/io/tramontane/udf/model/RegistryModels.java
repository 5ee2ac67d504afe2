package io.tramontane.udf.model;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.config.ModelConfig;
import io.tramontane.djl.LoadedModel;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.task.Task;
import java.util.List;
import java.util.Optional;

/** Models of the {@link ModelRegistry}. */
public final class RegistryModels implements ModelProvider {
  /** Enough to load a model and to prepare tasks for it; nothing is asked. */
  private static final EngineSettings MINIMAL = new EngineSettings(1, 1, 1);

  @Override
  public ModelIdentity identify(ModelConfig model) {
    LocalModel local = digested(model);
    try (LoadedModel loaded = loaded(model, local)) {
      return new ModelIdentity(loaded.backend().name(), local.sha256());
    }
  }

  private static LoadedModel loaded(ModelConfig model, LocalModel local) {
    return local.load(model.engine(), MINIMAL.withPreTokenizer(model.preTokenizer()));
  }

  /** Where a digest is asked for, what this host has of it is taken, and no URL is asked. */
  private static LocalModel local(ModelConfig model) {
    ModelSource source = ModelSource.of(model);
    String sha256 = model.sha256();
    return sha256 != null && source instanceof ModelUrl ? source.verified(sha256) : source.local();
  }

  private static LocalModel digested(ModelConfig model) {
    ModelSource source = ModelSource.of(model);
    String sha256 = model.sha256();
    return sha256 == null ? source.digested() : source.verified(sha256);
  }

  @Override
  public TaskFit fit(ModelConfig model, List<Task<?>> tasks) {
    LocalModel local = local(model);
    try (LoadedModel loaded = loaded(model, local);
        Session session = loaded.backend().open(tasks)) {
      return new TaskFit(session.maxDocumentTokens(), session.promptParts());
    }
  }

  @Override
  public Optional<MemoryNeeds> memory(ModelConfig model, EngineSettings settings) {
    LocalModel local = local(model);
    try (LoadedModel loaded = loaded(model, local)) {
      return loaded.backend().memory(settings);
    }
  }

  @Override
  public boolean isCached(ModelConfig.Cache cache, String sha256) {
    try {
      return new ModelInCache(sha256, ModelCacheSettings.of(cache)).find().isPresent();
    } catch (InsufficientResourcesException e) {
      // Where there can be no cache, there is no copy.
      return false;
    }
  }

  @Override
  public Session open(
      ModelConfig model, ModelIdentity identity, List<Task<?>> tasks, EngineSettings settings) {
    ModelKey key = ModelKey.of(model, identity.digest(), settings);
    return ModelRegistry.ofThisJvm().backend(key).open(tasks);
  }
}
