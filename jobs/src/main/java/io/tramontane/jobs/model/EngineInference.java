package io.tramontane.jobs.model;

import ai.djl.repository.zoo.ZooModel;
import io.tramontane.config.EngineConfig;
import io.tramontane.config.ModelConfig;
import io.tramontane.djl.TramontaneModel;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Sampling;
import io.tramontane.gguf.GgufFile;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.prompt.Classify;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.Summarize;
import io.tramontane.prompt.Task;
import io.tramontane.prompt.TaskPrompt;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.Transformer;
import io.tramontane.udf.model.LocalModel;
import io.tramontane.udf.model.ModelKey;
import io.tramontane.udf.model.ModelRegistry;
import io.tramontane.udf.model.ModelSource;
import java.util.Objects;

/** Inference by the model itself, one engine for all tasks of a JVM. */
public final class EngineInference implements Inference {
  @Override
  public ModelIdentity identify(ModelConfig model) {
    ModelSource source = ModelSource.of(model);
    LocalModel local = model.sha256() == null ? source.local() : source.verified(model.sha256());
    try (GgufFile file = GgufFile.open(local.path());
        WorkerPool pool = new WorkerPool(1)) {
      // Finds every weight and checks its shape.
      new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      String fileName = String.valueOf(local.path().getFileName());
      return new ModelIdentity(file.metadata().string("general.name", fileName), local.sha256());
    }
  }

  @Override
  public void check(ModelConfig model, TaskConfig task) {
    try (GgufFile file = GgufFile.open(ModelSource.of(model).local().path())) {
      TaskPrompt.of(
          settings(task),
          Tokenizer.from(file.metadata()),
          file.metadata().integer("llama.context_length"));
    }
  }

  @Override
  public DocumentModel open(
      ModelConfig model, ModelIdentity identity, TaskConfig task, EngineConfig engine) {
    ModelKey key = new ModelKey(ModelSource.of(model), identity.getDigest(), engine.settings());
    ZooModel<InferenceRequest, InferenceResult> loaded = ModelRegistry.ofThisJvm().model(key);
    TramontaneModel details = TramontaneModel.of(loaded);
    TaskPrompt prompt = TaskPrompt.of(settings(task), details.tokenizer(), details.contextLength());
    return new EngineDocumentModel(loaded, prompt);
  }

  private static PromptSettings settings(TaskConfig task) {
    return new PromptSettings(
        task.type() == TaskType.SUMMARIZE ? summarize(task) : classify(task),
        task.truncation(),
        Objects.requireNonNullElse(task.maxDocumentTokens(), Integer.MAX_VALUE));
  }

  private static Task summarize(TaskConfig task) {
    return new Summarize(
        task.summarize().template(),
        task.summarize().maxWords(),
        task.summarize().maxTokens(),
        new Sampling(
            (float) task.sampling().temperature(),
            (float) task.sampling().topP(),
            task.sampling().seed()),
        task.stop());
  }

  private static Task classify(TaskConfig task) {
    return new Classify(task.classify().template(), task.classify().labels());
  }
}
