package io.tramontane.task;

import io.tramontane.prompt.DocumentPrompt;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Count the tokens that the document has for the model. The model is not run. */
public record CountTokens() implements Task<Integer> {
  private static final String TYPE = "count_tokens";

  private static final Schema COLUMNS =
      SchemaBuilder.record(TYPE).fields().optionalInt("tokens").endRecord();

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public DocumentPrompt prompt() {
    return DocumentPrompt.verbatim();
  }

  @Override
  public AnswerFormat<Integer> answerFormat() {
    return new TokenCount();
  }

  /** {@code tokens}. */
  @Override
  public Schema columns() {
    return COLUMNS;
  }

  @Override
  public GenericRecord decode(Integer tokens) {
    GenericRecord values = new GenericData.Record(COLUMNS);
    values.put("tokens", tokens);
    return values;
  }

  @Override
  public Map<String, ?> fingerprintParts() {
    return Map.of();
  }
}
