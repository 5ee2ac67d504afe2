package io.tramontane.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of Spark as Avro records. */
public final class SparkRows {
  private SparkRows() {}

  /**
   * The record that a row holds.
   *
   * @param row has a column for each field of the record; further columns are left out
   */
  public static GenericRecord record(Row row, Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
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
