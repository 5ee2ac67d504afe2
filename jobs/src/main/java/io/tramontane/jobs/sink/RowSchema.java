package io.tramontane.jobs.sink;

import io.tramontane.schema.Enrichment;
import io.tramontane.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The columns of a run's rows: those that rows of every task have, and between them the task's own,
 * behind the column {@code task}.
 */
public final class RowSchema {
  private static final String TASK = "task";

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
    }
    return Schema.createRecord(
        common.getName(), common.getDoc(), common.getNamespace(), false, fields);
  }

  /** A field belongs to one record. */
  private static Schema.Field copy(Schema.Field field) {
    return new Schema.Field(field, field.schema());
  }
}
