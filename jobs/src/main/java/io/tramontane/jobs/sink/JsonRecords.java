package io.tramontane.jobs.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Avro records as indented JSON. */
final class JsonRecords {
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
   * Reads one record.
   *
   * @throws MalformedRecordException if the text is no JSON of this record's schema
   */
  static <T extends SpecificRecord> T read(byte[] json, Class<T> type)
      throws MalformedRecordException {
    // Under spark-submit, Avro's class loader is not ours, and threads of the common pool have none
    // but Avro's: without a loader named, Avro would find no class for the record there.
    SpecificData model = new SpecificData(type.getClassLoader());
    SpecificDatumReader<T> reader =
        new SpecificDatumReader<>(model.getSchema(type), model.getSchema(type), model);
    try {
      return reader.read(
          null,
          DecoderFactory.get().jsonDecoder(reader.getSchema(), new ByteArrayInputStream(json)));
    } catch (AvroRuntimeException | IOException e) {
      throw new MalformedRecordException("it is not JSON of the schema " + type.getSimpleName(), e);
    }
  }
}
