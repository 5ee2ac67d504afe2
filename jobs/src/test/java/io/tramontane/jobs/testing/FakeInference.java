package io.tramontane.jobs.testing;

import io.tramontane.config.EngineConfig;
import io.tramontane.config.ModelConfig;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.DocumentOutcome;
import io.tramontane.jobs.model.DocumentOutcome.Classification;
import io.tramontane.jobs.model.DocumentOutcome.Failure;
import io.tramontane.jobs.model.DocumentOutcome.Summary;
import io.tramontane.jobs.model.ErrorKind;
import io.tramontane.jobs.model.Inference;
import io.tramontane.jobs.sink.Sha256;
import io.tramontane.prompt.Truncation;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.Score;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkEnv;

/**
 * Inference that needs no engine: its answers follow from the words of a text alone. Its model file
 * may say {@code delay=MILLIS}, the time that each text takes.
 */
public final class FakeInference implements Inference {
  /** Every text answered in this JVM since it was last cleared. */
  public static final Queue<String> ANSWERED = new ConcurrentLinkedQueue<>();

  /** Texts that the model in this JVM fails on. */
  public static final Set<String> FAILING = ConcurrentHashMap.newKeySet();

  /** Names the executor that needs twenty times as long as the others, if one does. */
  public static final String SLOW_EXECUTOR = "fake.slow-executor";

  /** Names the executor that cannot read the model, if one cannot. */
  public static final String BLIND_EXECUTOR = "fake.blind-executor";

  @Override
  public ModelIdentity identify(ModelConfig model) {
    Path file = Path.of(model.path());
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "Cannot read model %s: there is no such file. Correct tramontane.model.path."
              .formatted(file));
    }
    MessageDigest sha256 = Sha256.begin();
    sha256.update(read(file).getBytes(StandardCharsets.UTF_8));
    return new ModelIdentity("fake", Sha256.hex(sha256));
  }

  @Override
  public void check(ModelConfig model, TaskConfig task) {
    // Every task suits it.
  }

  @Override
  public DocumentModel open(
      ModelConfig model, ModelIdentity identity, TaskConfig task, EngineConfig engine) {
    String executor = SparkEnv.get().executorId();
    if (executor.equals(System.getProperty(BLIND_EXECUTOR))) {
      throw new InvalidInputException(
          "Cannot read model %s: there is no such file. Correct tramontane.model.path."
              .formatted(model.path()));
    }
    String text = read(Path.of(model.path()));
    long delay = text.startsWith("delay=") ? Long.parseLong(text.substring(6).strip()) : 0;
    return new FakeModel(
        task, executor.equals(System.getProperty(SLOW_EXECUTOR)) ? 20 * delay : delay);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record FakeModel(TaskConfig task, long delay) implements DocumentModel {
    @Override
    public List<DocumentOutcome> answer(List<String> texts) {
      List<DocumentOutcome> outcomes = new ArrayList<>();
      for (String text : texts) {
        pause();
        ANSWERED.add(text);
        outcomes.add(answer(text));
      }
      return outcomes;
    }

    @Override
    public int promptTokens(String text) {
      return words(text).size();
    }

    private DocumentOutcome answer(String text) {
      if (FAILING.contains(text)) {
        return new Failure(ErrorKind.NON_FINITE_LOGITS, "Cannot use the model's logits.");
      }
      List<String> words = words(text);
      Integer most = task.maxDocumentTokens();
      boolean tooLong = most != null && words.size() > most;
      if (tooLong && task.truncation() == Truncation.NONE) {
        return new Failure(ErrorKind.TOO_LONG, "Cannot read the document: it is too long.");
      }
      if (task.type() == TaskType.CLASSIFY) {
        return new Classification(scores(words), words.size(), tooLong);
      }
      List<String> first = words.subList(0, Math.min(task.summarize().maxWords(), words.size()));
      return new Summary(String.join(" ", first), "stop", words.size(), first.size(), tooLong);
    }

    /** A label is as probable as it occurs among the words, plus one. */
    private List<Score> scores(List<String> words) {
      List<String> labels = task.classify().labels();
      double all = labels.size();
      for (String label : labels) {
        all += count(words, label);
      }
      List<Score> scores = new ArrayList<>();
      for (String label : labels) {
        scores.add(new Score(label, (count(words, label) + 1) / all));
      }
      scores.sort(Comparator.comparing(Score::getProbability).reversed());
      return scores;
    }

    private static long count(List<String> words, String label) {
      return words.stream().filter(label::equals).count();
    }

    private static List<String> words(String text) {
      return Arrays.asList(text.strip().split("\\s+"));
    }

    private void pause() {
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
