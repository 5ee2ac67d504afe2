package io.tramontane.jobs.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a corpus that are carried along into the rows: {@code tramontane.input.keep}.
 * Their values travel beside a document's text, in the order of the columns.
 *
 * @param columns which, with their types
 */
public record KeptColumns(List<KeptColumn> columns) implements Serializable {
  /** None. */
  public static final KeptColumns NONE = new KeptColumns(List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  public KeptColumns {
    columns = List.copyOf(columns);
  }

  /** A column of the corpus. */
  record KeptColumn(String name, KeptType type) implements Serializable {}

  /** Columns of a format that knows strings alone. */
  static KeptColumns ofStrings(List<String> names) {
    return new KeptColumns(
        names.stream().map(name -> new KeptColumn(name, KeptType.STRING)).toList());
  }

  List<String> names() {
    return columns.stream().map(KeptColumn::name).toList();
  }

  /** The columns of the corpus that are read: identity, text and these, each once. */
  List<String> readWith(String idColumn, String textColumn) {
    return Stream.concat(Stream.of(idColumn, textColumn), names().stream()).distinct().toList();
  }

  /**
   * A row's schema with these columns behind its own. Their names are the corpus's, which may hold
   * what names in Avro may not; Parquet takes any.
   */
  public Schema behind(Schema row) {
    if (columns.isEmpty()) {
      return row;
    }
    try {
      ObjectNode schema = (ObjectNode) JSON.readTree(row.toString());
      ArrayNode fields = (ArrayNode) schema.get("fields");
      for (KeptColumn column : columns) {
        ObjectNode field = fields.addObject().put("name", column.name()).putNull("default");
        Schema type = column.type().schema("kept_" + fields.size());
        field.putArray("type").add("null").add(JSON.readTree(type.toString()));
      }
      return new Schema.Parser(NameValidator.NO_VALIDATION).parse(schema.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema is not the JSON that it was written as.", e);
    }
  }

  /**
   * Puts a document's values into a row.
   *
   * @param row of a schema that {@link #behind} has made
   * @param values one for each column; empty for a document of which nothing is known
   */
  public void put(GenericRecord row, List<byte @Nullable []> values) {
    for (int column = 0; column < values.size(); column++) {
      byte[] value = values.get(column);
      if (value != null) {
        KeptColumn kept = columns.get(column);
        Schema type = row.getSchema().getField(kept.name()).schema().getTypes().get(1);
        row.put(kept.name(), kept.type().parse(value, type));
      }
    }
  }
}
