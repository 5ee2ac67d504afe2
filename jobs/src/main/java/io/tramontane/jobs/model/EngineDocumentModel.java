package io.tramontane.jobs.model;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelResult;
import io.tramontane.prompt.PreparedDocument;
import io.tramontane.prompt.PreparedDocument.Ready;
import io.tramontane.prompt.PreparedDocument.Refused;
import io.tramontane.prompt.TaskPrompt;
import io.tramontane.schema.Score;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** One task done by a loaded model: texts to prompts, prompts to results, results to outcomes. */
final class EngineDocumentModel implements DocumentModel {
  private final ZooModel<InferenceRequest, InferenceResult> model;
  private final TaskPrompt prompt;

  EngineDocumentModel(ZooModel<InferenceRequest, InferenceResult> model, TaskPrompt prompt) {
    this.model = model;
    this.prompt = prompt;
  }

  @Override
  public List<DocumentOutcome> answer(List<String> texts) {
    List<PreparedDocument> prepared = texts.stream().map(prompt::prepare).toList();
    Iterator<InferenceResult> results =
        predict(
                prepared.stream()
                    .filter(Ready.class::isInstance)
                    .map(document -> ((Ready) document).request())
                    .toList())
            .iterator();
    List<DocumentOutcome> outcomes = new ArrayList<>(texts.size());
    for (PreparedDocument document : prepared) {
      outcomes.add(
          document instanceof Refused refused
              ? failure(refused.failure())
              : outcome(results.next(), ((Ready) document).truncated()));
    }
    return outcomes;
  }

  @Override
  public int promptTokens(String text) {
    return prompt.prepare(text) instanceof Ready ready ? ready.request().prompt().length() : 0;
  }

  private List<InferenceResult> predict(List<InferenceRequest> requests) {
    try (Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      return predictor.batchPredict(requests);
    } catch (TranslateException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("Cannot finish a window of documents: " + e.getMessage(), e);
    }
  }

  private DocumentOutcome outcome(InferenceResult result, boolean truncated) {
    if (result instanceof LabelResult labels) {
      return new DocumentOutcome.Classification(scores(labels), labels.promptTokens(), truncated);
    }
    if (result instanceof CompletionResult completion) {
      String summary = prompt.output(completion).orElseThrow();
      return summary.isEmpty()
          ? new DocumentOutcome.Failure(
              ErrorKind.EMPTY_OUTPUT, "Cannot use the model's answer: it has no text.")
          : new DocumentOutcome.Summary(
              summary,
              completion.finishReason().name().toLowerCase(Locale.ROOT),
              completion.promptTokens(),
              completion.completionTokens(),
              truncated);
    }
    return failure((FailedResult) result);
  }

  private List<Score> scores(LabelResult result) {
    return prompt.scores(result).stream()
        .map(score -> new Score(score.label(), score.probability()))
        .toList();
  }

  private static DocumentOutcome failure(FailedResult failure) {
    ErrorKind kind =
        switch (failure.kind()) {
          // Prompts and labels are made of the model's own tokens.
          case INVALID -> throw new IllegalStateException(failure.message());
          case TOO_LONG -> ErrorKind.TOO_LONG;
          case NON_FINITE_LOGITS -> ErrorKind.NON_FINITE_LOGITS;
        };
    return new DocumentOutcome.Failure(kind, failure.message());
  }
}
