package io.tramontane.jobs.run;

import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.model.DocumentOutcome;
import io.tramontane.jobs.model.DocumentOutcome.Classification;
import io.tramontane.jobs.model.DocumentOutcome.Failure;
import io.tramontane.jobs.model.DocumentOutcome.Summary;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.EnrichmentError;
import io.tramontane.schema.ModelIdentity;
import java.util.Locale;

/** Makes result rows of one run. */
final class RowMaker {
  private static final String NOT_GENERATED = "none";

  private final String task;
  private final ModelIdentity model;
  private final String fingerprint;

  RowMaker(TaskType task, ModelIdentity model, String fingerprint) {
    this.task = task.name().toLowerCase(Locale.ROOT);
    this.model = model;
    this.fingerprint = fingerprint;
  }

  Enrichment row(String docId, String contentHash, DocumentOutcome outcome) {
    Enrichment.Builder row =
        Enrichment.newBuilder()
            .setDocId(docId)
            .setContentHash(contentHash)
            .setTask(task)
            .setFinishReason(NOT_GENERATED)
            .setPromptTokens(0)
            .setCompletionTokens(0)
            .setTruncated(false)
            .setModel(model)
            .setFingerprint(fingerprint);
    if (outcome instanceof Summary summary) {
      return row.setOutput(summary.text())
          .setFinishReason(summary.finishReason())
          .setPromptTokens(summary.promptTokens())
          .setCompletionTokens(summary.completionTokens())
          .setTruncated(summary.truncated())
          .build();
    }
    if (outcome instanceof Classification classification) {
      return row.setOutput(classification.scores().get(0).getLabel())
          .setScores(classification.scores())
          .setPromptTokens(classification.promptTokens())
          .setTruncated(classification.truncated())
          .build();
    }
    Failure failure = (Failure) outcome;
    return row.setError(new EnrichmentError(failure.kind().label(), failure.message())).build();
  }
}
