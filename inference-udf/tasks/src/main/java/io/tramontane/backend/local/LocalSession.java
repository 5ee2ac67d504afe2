package io.tramontane.backend.local;

import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.backend.local.Question.Ask;
import io.tramontane.backend.local.Question.Known;
import io.tramontane.generate.CommonPrefixes;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Prepared tasks on an engine that this JVM runs. The engine serves sessions in turns. */
final class LocalSession implements Session {
  private final InferenceEngine engine;
  private final List<PreparedTask<?>> tasks;

  /** By a key that stands for the question alone. */
  private final Map<Object, CompletableFuture<Answers>> inProgress = new ConcurrentHashMap<>();

  /**
   * @param tasks equal tasks are the same object
   */
  LocalSession(InferenceEngine engine, List<PreparedTask<?>> tasks) {
    this.engine = engine;
    this.tasks = List.copyOf(tasks);
  }

  /** A task and a text; equal ones are asked once. */
  private record Asked(PreparedTask<?> task, String text) {
    Question question() {
      return task.question(text);
    }
  }

  @Override
  public int tasks() {
    return tasks.size();
  }

  @Override
  public CompletableFuture<Answers> submit(List<Optional<Texts>> texts) {
    List<Optional<Asked>> asked =
        IntStream.range(0, tasks.size())
            .mapToObj(task -> texts.get(task).map(known -> asked(tasks.get(task), known)))
            .toList();
    Map<Asked, Question> questions = new LinkedHashMap<>();
    asked.forEach(one -> one.ifPresent(key -> questions.computeIfAbsent(key, Asked::question)));
    List<CompletableFuture<InferenceResult>> results = results(questions);
    Map<Asked, CompletableFuture<Outcome>> outcomes = outcomes(questions, results);
    return tracked(
        joined(
            asked.stream()
                .map(
                    one ->
                        one.map(outcomes::get)
                            .orElseGet(() -> CompletableFuture.completedFuture(new NotAsked())))
                .toList()),
        results);
  }

  private static Asked asked(PreparedTask<?> task, Texts texts) {
    return new Asked(task, texts.text(Texts.TEXT));
  }

  /** Submits what the model is to be asked, together. */
  private List<CompletableFuture<InferenceResult>> results(Map<Asked, Question> questions) {
    return engine.submitAll(
        CommonPrefixes.shared(
            questions.values().stream()
                .filter(Ask.class::isInstance)
                .map(question -> ((Ask) question).request())
                .toList()),
        this);
  }

  private static Map<Asked, CompletableFuture<Outcome>> outcomes(
      Map<Asked, Question> questions, List<CompletableFuture<InferenceResult>> results) {
    Map<Asked, CompletableFuture<Outcome>> outcomes = new LinkedHashMap<>();
    int next = 0;
    for (Map.Entry<Asked, Question> entry : questions.entrySet()) {
      outcomes.put(
          entry.getKey(),
          entry.getValue() instanceof Ask ask
              ? results.get(next++).thenApply(ask.read())
              : CompletableFuture.completedFuture(((Known) entry.getValue()).outcome()));
    }
    return outcomes;
  }

  private static CompletableFuture<Answers> joined(List<CompletableFuture<Outcome>> outcomes) {
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> new Answers(outcomes.stream().map(CompletableFuture::join).toList()));
  }

  private CompletableFuture<Answers> tracked(
      CompletableFuture<Answers> answers, List<CompletableFuture<InferenceResult>> results) {
    Object key = new Object();
    inProgress.put(key, answers);
    CompletableFuture<Answers> unused =
        answers.whenComplete(
            (done, failure) -> {
              inProgress.remove(key);
              // Without effect on those that are done; nobody will ask for the others.
              results.forEach(result -> result.cancel(false));
            });
    return answers;
  }

  @Override
  public long promptTokens(Texts texts) {
    return tasks.stream()
        .map(task -> task.question(texts.text(Texts.TEXT)))
        .filter(Ask.class::isInstance)
        .mapToLong(question -> ((Ask) question).request().prompt().length())
        .sum();
  }

  @Override
  public Map<String, String> promptParts() {
    Map<String, String> parts = new TreeMap<>();
    tasks.forEach(task -> parts.putAll(task.promptParts()));
    return parts;
  }

  @Override
  public int maxDocumentTokens() {
    return tasks.stream().mapToInt(PreparedTask::maxDocumentTokens).max().orElse(0);
  }

  @Override
  public void requireUnchanged() {
    engine.requireUnchanged();
  }

  @Override
  public void close() {
    inProgress.values().forEach(answers -> answers.cancel(false));
  }
}
