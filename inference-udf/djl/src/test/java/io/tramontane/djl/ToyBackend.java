package io.tramontane.djl;

import io.tramontane.backend.Answers;
import io.tramontane.backend.Backend;
import io.tramontane.backend.Capabilities;
import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.generate.EngineStats;
import io.tramontane.task.Generate;
import io.tramontane.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers prompts with the prompt in capitals, once as many have come as a batch has.
 *
 * @param model gives it its name
 */
record ToyBackend(Path model, int batch) implements Backend {
  @Override
  public ModelIdentity identify() {
    return new ModelIdentity(String.valueOf(model.getFileName()), "0".repeat(64));
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, false, false, true);
  }

  @Override
  public Session open(List<? extends Task<?>> tasks) {
    return new Shouts(tasks.stream().map(Generate.class::cast).toList());
  }

  @Override
  public EngineStats stats() {
    return EngineStats.NONE;
  }

  @Override
  public void close() {
    // It holds nothing.
  }

  private final class Shouts implements Session {
    private final List<Generate> prompts;
    private final List<Runnable> waiting = new ArrayList<>();

    Shouts(List<Generate> prompts) {
      this.prompts = prompts;
    }

    @Override
    public int tasks() {
      return prompts.size();
    }

    @Override
    public int maxDocumentTokens() {
      return Integer.MAX_VALUE;
    }

    @Override
    public synchronized CompletableFuture<Answers> submit(List<Optional<Texts>> texts) {
      CompletableFuture<Answers> answers = new CompletableFuture<>();
      List<Outcome> outcomes = new ArrayList<>();
      for (int task = 0; task < prompts.size(); task++) {
        outcomes.add(outcome(prompts.get(task), texts.get(task)));
      }
      waiting.add(() -> answers.complete(new Answers(outcomes)));
      if (waiting.size() == batch) {
        waiting.forEach(Runnable::run);
        waiting.clear();
      }
      return answers;
    }

    private static Outcome outcome(Generate prompt, Optional<Texts> texts) {
      return texts
          .<Outcome>map(
              asked ->
                  new Answer(
                      prompt.decode(asked.text(Texts.TEXT).toUpperCase(Locale.ROOT)),
                      "stop",
                      0,
                      0,
                      false))
          .orElseGet(NotAsked::new);
    }

    @Override
    public long promptTokens(Texts texts) {
      return 0;
    }

    @Override
    public void close() {
      waiting.clear();
    }
  }
}
