package io.tramontane.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Backend;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.task.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Asks a model to do tasks with texts: for {@code Criteria<Texts, Answers>}. A batch is submitted
 * as a whole before its first answer is awaited; the answers come in the order of the texts. A text
 * that cannot be answered is a {@link io.tramontane.backend.Outcome.Failure} in its place.
 *
 * <p>Immutable; may be used by many predictors.
 */
public final class TaskTranslator implements Translator<Texts, Answers> {
  private final List<Task<?>> tasks;

  /**
   * A translator.
   *
   * @param tasks what is asked about every text, at least one
   */
  public TaskTranslator(List<? extends Task<?>> tasks) {
    this.tasks = List.copyOf(tasks);
  }

  /** DJL hands whole batches to translators that have one; which is no matter. */
  @Override
  public Batchifier getBatchifier() {
    return Batchifier.STACK;
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<Texts> batch) {
    List<Texts> texts = List.copyOf(batch);
    BackendCall call = backend -> answers(backend, texts);
    return call.asInput();
  }

  @Override
  public List<Answers> batchProcessOutput(TranslatorContext context, NDList output) {
    return List.of((Answers[]) BackendCall.returned(output));
  }

  @Override
  public NDList processInput(TranslatorContext context, Texts texts) {
    return batchProcessInput(context, List.of(texts));
  }

  @Override
  public Answers processOutput(TranslatorContext context, NDList output) {
    return batchProcessOutput(context, output).get(0);
  }

  /** One for each of the texts; an array, since a list would lose its type in DJL's hands. */
  private Answers[] answers(Backend backend, List<Texts> texts)
      throws TranslateException, InterruptedException {
    // Closing it takes back what nobody will wait for any more.
    try (Session session = backend.open(tasks)) {
      List<CompletableFuture<Answers>> submitted = texts.stream().map(session::submit).toList();
      Answers[] answers = new Answers[submitted.size()];
      for (int text = 0; text < answers.length; text++) {
        answers[text] = submitted.get(text).get();
      }
      return answers;
    } catch (ExecutionException e) {
      throw new TranslateException(e.getCause());
    }
  }
}
