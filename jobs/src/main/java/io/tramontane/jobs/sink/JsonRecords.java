package io.tramontane.jobs.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Avro records as indented JSON. */
final class JsonRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Under spark-submit, Avro's class loader is not ours, and threads of the common pool have none
   * but Avro's: without a loader named, Avro would find no class for a record there. One for all,
   * since each looks through the whole class path for conversions.
   */
  private static final SpecificData MODEL = new SpecificData(JsonRecords.class.getClassLoader());

  private JsonRecords() {}

  static <T extends SpecificRecord> byte[] write(T record) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Encoder json = EncoderFactory.get().jsonEncoder(record.getSchema(), bytes, true);
      new SpecificDatumWriter<T>(record.getSchema()).write(record, json);
      json.flush();
      bytes.write('\n');
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one record. Fields that it does not have, since a version of before wrote it, get their
   * defaults.
   *
   * @throws MalformedRecordException if the text is no JSON of this record's schema
   */
  static <T extends SpecificRecord> T read(byte[] json, Class<T> type)
      throws MalformedRecordException {
    Schema schema = MODEL.getSchema(type);
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(schema, schema, MODEL);
    try {
      return read(json, reader);
    } catch (AvroRuntimeException | IOException e) {
      return readWithDefaults(json, reader, type);
    }
  }

  private static <T> T read(byte[] json, SpecificDatumReader<T> reader) throws IOException {
    return reader.read(
        null, DecoderFactory.get().jsonDecoder(reader.getSchema(), new ByteArrayInputStream(json)));
  }

  private static <T> T readWithDefaults(byte[] json, SpecificDatumReader<T> reader, Class<T> type)
      throws MalformedRecordException {
    try {
      JsonNode tree = JSON.readTree(json);
      addDefaults(tree, reader.getSchema());
      return read(JSON.writeValueAsBytes(tree), reader);
    } catch (AvroRuntimeException | IOException e) {
      throw new MalformedRecordException("it is not JSON of the schema " + type.getSimpleName(), e);
    }
  }

  private static void addDefaults(JsonNode json, Schema schema) {
    if (schema.getType() == Schema.Type.ARRAY) {
      json.forEach(element -> addDefaults(element, schema.getElementType()));
    }
    if (schema.getType() == Schema.Type.RECORD && json instanceof ObjectNode object) {
      for (Schema.Field field : schema.getFields()) {
        if (field.hasDefaultValue() && !object.has(field.name())) {
          object.set(field.name(), defaultOf(field));
        }
        addDefaults(object.path(field.name()), field.schema());
      }
    }
  }

  private static JsonNode defaultOf(Schema.Field field) {
    boolean isNull = field.defaultVal() == JsonProperties.NULL_VALUE;
    return isNull ? JSON.nullNode() : JSON.valueToTree(field.defaultVal());
  }
}
