package io.tramontane.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of Spark as Avro records. */
public final class SparkRows {
  private SparkRows() {}

  /**
   * The record that a row holds.
   *
   * @param row of the type that {@link SparkSchemas#of} gives; further columns are left out
   */
  public static <T extends SpecificRecord> T record(Row row, Class<T> type) {
    return type.cast(record(row, SpecificData.get().getSchema(type)));
  }

  private static SpecificRecord record(Row row, Schema schema) {
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(row.getAs(field.name()), field.schema()));
    }
    return record;
  }

  private static @Nullable Object value(@Nullable Object value, Schema schema) {
    if (value == null) {
      return null;
    }
    return switch (schema.getType()) {
      case UNION ->
          value(
              value,
              schema.getTypes().stream()
                  .filter(type -> type.getType() != Schema.Type.NULL)
                  .findFirst()
                  .orElseThrow());
      case RECORD -> record((Row) value, schema);
      case ARRAY -> list((scala.collection.Seq<?>) value, schema.getElementType());
      default -> value;
    };
  }

  private static List<@Nullable Object> list(scala.collection.Seq<?> values, Schema element) {
    List<@Nullable Object> list = new ArrayList<>();
    values.foreach(value -> list.add(value(value, element)));
    return list;
  }
}
