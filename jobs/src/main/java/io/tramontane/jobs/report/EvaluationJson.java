package io.tramontane.jobs.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tramontane.evaluation.SummaryStats;
import io.tramontane.evaluation.SummaryStats.MeanOverlap;

/**
 * An evaluation as JSON: an object with the fields of {@link Evaluation}, in snake_case. Fields may
 * be added, but their names and meanings do not change. What does not exist is null.
 */
public final class EvaluationJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addMixIn(SummaryStats.class, SummaryStatsNames.class)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .build();

  private EvaluationJson() {}

  /** Names that snake_case does not give: it puts no underscore in front of a digit. */
  private interface SummaryStatsNames {
    @JsonProperty("rouge_1")
    MeanOverlap rouge1();

    @JsonProperty("rouge_2")
    MeanOverlap rouge2();
  }

  /** As indented JSON. */
  public static String write(Evaluation evaluation) {
    try {
      return MAPPER.writeValueAsString(evaluation) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every evaluation can be written as JSON.", e);
    }
  }
}
