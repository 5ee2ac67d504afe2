package io.tramontane.jobs.testing;

import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.ErrorKind;
import io.tramontane.task.LabelScore;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import io.tramontane.task.UnusableAnswerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers at once, or after a delay for each text, from its words alone. */
final class FakeSession implements Session {
  private static final int CONTEXT = 1_000;

  private final FakeModels models;
  private final List<Task<?>> tasks;
  private final long delayMillis;

  FakeSession(FakeModels models, List<Task<?>> tasks, long delayMillis) {
    this.models = models;
    this.tasks = List.copyOf(tasks);
    this.delayMillis = delayMillis;
  }

  @Override
  public int tasks() {
    return tasks.size();
  }

  @Override
  public CompletableFuture<Answers> submit(List<Optional<Texts>> texts) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      Task<?> asked = tasks.get(task);
      outcomes.add(
          texts
              .get(task)
              .map(known -> answer(asked, known.text(Texts.TEXT)))
              .orElseGet(NotAsked::new));
    }
    return CompletableFuture.completedFuture(new Answers(outcomes));
  }

  @Override
  public long promptTokens(Texts texts) {
    return words(texts.text(Texts.TEXT)).size();
  }

  @Override
  public int maxDocumentTokens() {
    Integer max = tasks.get(0).prompt().maxDocumentTokens();
    return max == null ? CONTEXT : max;
  }

  @Override
  public void close() {
    // Nothing is in progress.
  }

  private Outcome answer(Task<?> task, String text) {
    pause();
    models.answered().add(text);
    if (models.failing().contains(text)) {
      return new Failure(ErrorKind.NON_FINITE_LOGITS, "Cannot use the model's logits.");
    }
    List<String> words = words(text);
    Integer max = task.prompt().maxDocumentTokens();
    boolean tooLong = max != null && words.size() > max;
    if (tooLong && task.prompt().truncation() == Truncation.NONE) {
      return new Failure(ErrorKind.TOO_LONG, "Cannot read the document: it is too long.");
    }
    if (task instanceof Classify classify) {
      return answer(classify, scores(classify, words), "none", words.size(), 0, tooLong);
    }
    Summarize summarize = (Summarize) task;
    List<String> first = words.subList(0, Math.min(summarize.maxWords(), words.size()));
    return answer(summarize, String.join(" ", first), "stop", words.size(), first.size(), tooLong);
  }

  private static <T> Outcome answer(
      Task<T> task, T answer, String finishReason, int read, int generated, boolean truncated) {
    try {
      return new Answer(task.decode(answer), finishReason, read, generated, truncated);
    } catch (UnusableAnswerException e) {
      return new Failure(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  /** A label is as probable as it occurs among the words, plus one. */
  private static List<LabelScore> scores(Classify task, List<String> words) {
    double all = task.labels().size();
    for (String label : task.labels()) {
      all += count(words, label);
    }
    List<LabelScore> scores = new ArrayList<>();
    for (String label : task.labels()) {
      scores.add(new LabelScore(label, (count(words, label) + 1) / all));
    }
    scores.sort(Comparator.comparing(LabelScore::probability).reversed());
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
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
