package io.tramontane.jobs.testing;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Session;
import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.jobs.sink.Sha256;
import io.tramontane.task.Task;
import io.tramontane.udf.model.ModelProvider;
import io.tramontane.udf.model.TaskFit;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkEnv;

/**
 * Models that need no engine: their answers follow from the words of a text alone. A model's file
 * may say {@code delay=MILLIS}, the time that each text takes; {@code out of memory on the driver},
 * or {@code out of memory in a task}.
 *
 * <p>An object that travels to tasks of the same JVM arrives there as itself, so that a test sees
 * what its tasks have done.
 */
public final class FakeModels implements ModelProvider {
  /** Names the executor that needs twenty times as long as the others, if one does. */
  public static final String SLOW_EXECUTOR = "fake.slow-executor";

  /** Names the executor that cannot read the model, if one cannot. */
  public static final String BLIND_EXECUTOR = "fake.blind-executor";

  private static final Map<String, FakeModels> OF_THIS_JVM = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  public FakeModels() {
    OF_THIS_JVM.put(id, this);
  }

  /** Every text answered since this was last cleared. */
  public Queue<String> answered() {
    return answered;
  }

  /** Texts that the model fails on. */
  public Set<String> failing() {
    return failing;
  }

  @Override
  public ModelIdentity identify(ModelConfig model) {
    Path file = Path.of(model.path());
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "Cannot read model %s: there is no such file. Correct tramontane.model.path."
              .formatted(file));
    }
    MessageDigest sha256 = Sha256.begin();
    String text = read(file);
    exhaust(text, "on the driver");
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    return new ModelIdentity("fake", Sha256.hex(sha256));
  }

  @Override
  public TaskFit fit(ModelConfig model, List<Task<?>> tasks) {
    return new TaskFit(new FakeSession(this, tasks, 0).maxDocumentTokens(), Map.of());
  }

  @Override
  public Optional<MemoryNeeds> memory(ModelConfig model, EngineSettings settings) {
    return Optional.of(new MemoryNeeds(3L << 30, 1000, 600, 5L << 20));
  }

  @Override
  public boolean isCached(ModelConfig.Cache cache, String sha256) {
    return false;
  }

  @Override
  public Session open(
      ModelConfig model, ModelIdentity identity, List<Task<?>> tasks, EngineSettings settings) {
    String executor = SparkEnv.get().executorId();
    if (executor.equals(System.getProperty(BLIND_EXECUTOR))) {
      throw new InvalidInputException(
          "Cannot read model %s: there is no such file. Correct tramontane.model.path."
              .formatted(model.path()));
    }
    String text = read(Path.of(model.path()));
    exhaust(text, "in a task");
    long delay = text.startsWith("delay=") ? Long.parseLong(text.substring(6).strip()) : 0;
    return new FakeSession(
        this, tasks, executor.equals(System.getProperty(SLOW_EXECUTOR)) ? 20 * delay : delay);
  }

  private static void exhaust(String text, String where) {
    if (text.equals("out of memory " + where)) {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What travels in place of an object. */
  private record Reference(String id) implements Serializable {
    private Object readResolve() {
      FakeModels known = OF_THIS_JVM.get(id);
      return known == null ? new FakeModels() : known;
    }
  }

  private Object writeReplace() {
    return new Reference(id);
  }
}
