package io.tramontane.jobs.sink;

import io.tramontane.schema.Enrichment;
import io.tramontane.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The columns of a run's rows: those that rows of every task have, and between them the task's own,
 * behind the column {@code task}. Where the model thinks before it answers, {@value
 * #THINKING_TOKENS} stands behind {@code completion_tokens}, and nowhere else.
 */
public final class RowSchema {
  /** How many tokens of a completion were thoughts. */
  public static final String THINKING_TOKENS = "thinking_tokens";

  private static final String TASK = "task";
  private static final String COMPLETION_TOKENS = "completion_tokens";

  private RowSchema() {}

  /** The record that rows of a task are. */
  public static Schema of(Task<?> task) {
    Schema common = Enrichment.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : common.getFields()) {
      fields.add(copy(field));
      if (field.name().equals(TASK)) {
        task.columns().getFields().forEach(own -> fields.add(copy(own)));
      }
      if (field.name().equals(COMPLETION_TOKENS) && task.prompt().chat().thinking() != null) {
        fields.add(thinkingTokens());
      }
    }
    return Schema.createRecord(
        common.getName(), common.getDoc(), common.getNamespace(), false, fields);
  }

  private static Schema.Field thinkingTokens() {
    return new Schema.Field(
        THINKING_TOKENS,
        Schema.create(Schema.Type.INT),
        "Those of completion_tokens that were thoughts in front of the answer; 0 on error.");
  }

  /** A field belongs to one record. */
  private static Schema.Field copy(Schema.Field field) {
    return new Schema.Field(field, field.schema());
  }
}
