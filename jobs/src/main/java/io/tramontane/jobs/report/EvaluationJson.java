package io.tramontane.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * An evaluation for machines: an object with the fields of {@link Evaluation}, in snake_case.
 * Fields may be added, but do not change their name or meaning. What does not exist is null.
 */
public final class EvaluationJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .build();

  private EvaluationJson() {}

  /** As indented JSON. */
  public static String write(Evaluation evaluation) {
    try {
      return MAPPER.writeValueAsString(evaluation) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An evaluation can always be written as JSON.", e);
    }
  }
}
