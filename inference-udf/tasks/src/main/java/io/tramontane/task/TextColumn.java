package io.tramontane.task;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The one column of tasks whose answer is a text: {@code output}. */
final class TextColumn {
  static final Schema SCHEMA =
      SchemaBuilder.record("text").fields().optionalString("output").endRecord();

  private TextColumn() {}

  static GenericRecord of(String text) {
    GenericRecord values = new GenericData.Record(SCHEMA);
    values.put("output", text);
    return values;
  }
}
