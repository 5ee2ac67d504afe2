package io.tramontane.udf.function;

import io.tramontane.djl.TramontaneModel;
import io.tramontane.generate.CommonPrefixes;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelResult;
import io.tramontane.prompt.PreparedDocument;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.TaskPrompt;
import io.tramontane.udf.function.Question.ToModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model the same questions about one row's texts after another's. Prompts are prepared once.
 * The engine serves askers in turns. For one thread.
 */
public final class Asker {
  private final TramontaneModel model;
  private final Map<PromptSettings, TaskPrompt> prompts = new HashMap<>();
  private final List<InferenceRequest> unsent = new ArrayList<>();
  private final List<PendingAnswer> unsentAnswers = new ArrayList<>();
  private final BusyTime busy = new BusyTime();
  private int firstOfRow;

  /**
   * Prepares questions.
   *
   * @throws io.tramontane.failure.InvalidInputException if one does not suit the model
   */
  public Asker(TramontaneModel model, List<Question> questions) {
    this.model = model;
    for (Question question : questions) {
      if (question instanceof ToModel asked) {
        prompts.computeIfAbsent(
            asked.prompt(),
            settings -> TaskPrompt.of(settings, model.tokenizer(), model.contextLength()));
      }
    }
  }

  /** One question about one text. */
  private record Asked(Question question, String text) {}

  /** The questions about one row's texts; what comes to the same is asked once. */
  public final class Row {
    private final Map<Asked, PendingAnswer> answers = new HashMap<>();

    private Row() {}

    /**
     * Asks one of the prepared questions about a text; {@link #send} sends it.
     *
     * @param text null has no answer
     */
    public PendingAnswer ask(Question question, @Nullable String text) {
      return text == null
          ? PendingAnswer.known(new TextAnswer.Nothing())
          : answers.computeIfAbsent(new Asked(question, text), Asker.this::prepare);
    }
  }

  /** The next row. */
  public Row row() {
    endRow();
    return new Row();
  }

  /** Gives the model what has been asked since the last time, to be computed together. */
  public void send() {
    if (unsent.isEmpty()) {
      return;
    }
    endRow();
    busy.begin(unsent.size());
    List<CompletableFuture<InferenceResult>> results = model.submitAll(unsent, this);
    for (int i = 0; i < results.size(); i++) {
      CompletableFuture<InferenceResult> result = results.get(i);
      CompletableFuture<InferenceResult> unused =
          result.whenComplete((answer, failure) -> busy.end());
      unsentAnswers.get(i).sent(result);
    }
    unsent.clear();
    unsentAnswers.clear();
    firstOfRow = 0;
  }

  /** What prompts about one row have in common is computed once. */
  private void endRow() {
    List<InferenceRequest> ofRow = unsent.subList(firstOfRow, unsent.size());
    List<InferenceRequest> shared = CommonPrefixes.shared(ofRow);
    for (int i = 0; i < shared.size(); i++) {
      ofRow.set(i, shared.get(i));
    }
    firstOfRow = unsent.size();
  }

  /** How long the engine has had at least one of these requests, in nanoseconds. */
  public long busyNanoseconds() {
    return busy.nanoseconds();
  }

  private PendingAnswer prepare(Asked asked) {
    if (asked.question() instanceof ToModel question) {
      return prepare(Objects.requireNonNull(prompts.get(question.prompt())), asked.text());
    }
    int tokens = model.tokenizer().encode(asked.text()).length;
    return PendingAnswer.known(new TextAnswer.Counted(tokens));
  }

  private PendingAnswer prepare(TaskPrompt prompt, String text) {
    if (text.isBlank()) {
      return PendingAnswer.known(
          new TextAnswer.Failed("Cannot ask about a text: it is blank. Leave such rows out."));
    }
    PreparedDocument prepared = prompt.prepare(text);
    if (prepared instanceof PreparedDocument.Refused refused) {
      return PendingAnswer.known(new TextAnswer.Failed(refused.failure().message()));
    }
    PendingAnswer answer = new PendingAnswer(result -> answer(prompt, result));
    unsent.add(((PreparedDocument.Ready) prepared).request());
    unsentAnswers.add(answer);
    return answer;
  }

  private static TextAnswer answer(TaskPrompt prompt, InferenceResult result) {
    if (result instanceof LabelResult labels) {
      return new TextAnswer.Labelled(prompt.scores(labels), labels.promptTokens());
    }
    if (result instanceof CompletionResult completion) {
      return new TextAnswer.Generated(
          prompt.output(completion).orElseThrow(),
          completion.finishReason().name().toLowerCase(Locale.ROOT),
          completion.promptTokens(),
          completion.completionTokens());
    }
    return new TextAnswer.Failed(((FailedResult) result).message());
  }
}
