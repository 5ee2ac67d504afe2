package io.tramontane.jobs.run;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.corpus.KeptColumns;
import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.task.Task;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Makes the result rows of one run, under its {@link RowSchema}. */
final class RowMaker {
  private final Task<?> task;
  private final KeptColumns kept;
  private final Schema schema;
  private final GenericRecord model;
  private final String fingerprint;

  RowMaker(Task<?> task, ModelIdentity model, String fingerprint, KeptColumns kept) {
    this.task = task;
    this.kept = kept;
    this.schema = kept.behind(RowSchema.of(task));
    this.model = record(schema.getField("model").schema(), model.name(), model.digest());
    this.fingerprint = fingerprint;
  }

  Schema schema() {
    return schema;
  }

  GenericRecord row(ReadDocument document, Outcome outcome) {
    GenericRecord row = new GenericData.Record(schema);
    row.put("doc_id", document.docId());
    row.put("content_hash", document.hash());
    row.put("task", task.type());
    row.put("model", model);
    row.put("fingerprint", fingerprint);
    kept.put(row, document.kept());
    if (outcome instanceof Answer answer) {
      putAnswer(row, answer);
    } else {
      putFailure(row, (Failure) outcome);
    }
    return row;
  }

  private void putAnswer(GenericRecord row, Answer answer) {
    task.columns().getFields().forEach(own -> row.put(own.name(), answer.values().get(own.pos())));
    row.put("finish_reason", answer.finishReason());
    row.put("prompt_tokens", answer.promptTokens());
    row.put("completion_tokens", answer.completionTokens());
    putThinkingTokens(row, answer.thinkingTokens());
    row.put("truncated", answer.truncated());
  }

  private void putFailure(GenericRecord row, Failure failure) {
    Schema error = schema.getField("error").schema().getTypes().get(1);
    row.put("error", record(error, failure.kind().label(), Secrets.mask(failure.message())));
    row.put("finish_reason", Answer.NOT_GENERATED);
    row.put("prompt_tokens", 0);
    row.put("completion_tokens", 0);
    putThinkingTokens(row, 0);
    row.put("truncated", false);
  }

  private static void putThinkingTokens(GenericRecord row, int tokens) {
    if (row.hasField(RowSchema.THINKING_TOKENS)) {
      row.put(RowSchema.THINKING_TOKENS, tokens);
    }
  }

  /** A record of these values, in the order of its fields. */
  private static GenericRecord record(Schema schema, Object... values) {
    GenericRecord record = new GenericData.Record(schema);
    for (int field = 0; field < values.length; field++) {
      record.put(field, values[field]);
    }
    return record;
  }
}
