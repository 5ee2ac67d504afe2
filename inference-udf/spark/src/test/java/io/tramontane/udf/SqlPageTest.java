package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.DOCUMENTS;
import static io.tramontane.udf.ExampleSession.KIND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SQL page of Spark's UI says of the operator, read as its REST interface gives it. */
class SqlPageTest {
  private static SparkSession spark;

  @BeforeAll
  static void open(@TempDir Path folder) {
    spark =
        ExampleSession.builder(folder)
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.tramontane.failOnError", "false")
            .getOrCreate();
    ExampleSession.readDocuments(spark);
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  @Test
  void countsWhatWasAnsweredAndWhatItCost() throws IOException {
    List<Row> answers =
        spark
            .sql(
                "SELECT ai_query(text, named_struct('max_tokens', 5)) FROM (SELECT body AS text FROM"
                    + " docs UNION ALL SELECT ' ') DISTRIBUTE BY length(text)")
            .collectAsList();
    Map<String, String> metrics = metricsOfLastQuery();

    assertThat(metrics.keySet())
        .containsExactlyInAnyOrder(
            "number of output rows",
            "calls answered",
            "calls without an answer",
            "prompt tokens",
            "completion tokens",
            "time in the engine",
            "time waiting for answers",
            "peak window");
    assertThat(metrics)
        .containsEntry("number of output rows", count(DOCUMENTS + 1))
        .containsEntry("calls answered", count(DOCUMENTS))
        .containsEntry("calls without an answer", "1")
        .containsEntry("prompt tokens", count(sum(answers, "prompt_tokens")))
        .containsEntry("completion tokens", count(sum(answers, "completion_tokens")));
    assertThat(metrics.get("peak window")).contains(" KiB (");
    for (String time : List.of("time in the engine", "time waiting for answers")) {
      assertThat(metrics.get(time)).as(time).contains("s (").doesNotContain("\n0 ms (");
    }
  }

  @Test
  void countsEachCallOfARow() throws IOException {
    List<Row> unused =
        spark.sql("SELECT " + KIND + ", ai_count_tokens(body) FROM docs").collectAsList();

    assertThat(metricsOfLastQuery())
        .containsEntry("number of output rows", count(DOCUMENTS))
        .containsEntry("calls answered", count(2 * DOCUMENTS));
  }

  private static long sum(List<Row> answers, String field) {
    return answers.stream()
        .map(row -> row.getStruct(0))
        .filter(answer -> !answer.isNullAt(answer.fieldIndex(field)))
        .mapToLong(answer -> answer.getInt(answer.fieldIndex(field)))
        .sum();
  }

  /** As the page writes it. */
  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Map<String, String> metricsOfLastQuery() throws IOException {
    URI page =
        URI.create(
            spark.sparkContext().uiWebUrl().get()
                + "/api/v1/applications/"
                + spark.sparkContext().applicationId()
                + "/sql?details=true&length=1000");
    ObjectMapper json = new ObjectMapper();
    JsonNode last =
        Awaitility.await()
            .until(
                () -> {
                  try (InputStream answer = page.toURL().openStream()) {
                    JsonNode queries = json.readTree(answer);
                    return queries.get(queries.size() - 1);
                  }
                },
                query -> query.get("status").asText().equals("COMPLETED"));
    Map<String, String> metrics = new LinkedHashMap<>();
    for (JsonNode node : last.get("nodes")) {
      if (node.get("nodeName").asText().equals("ModelCalls")) {
        node.get("metrics")
            .forEach(
                metric -> metrics.put(metric.get("name").asText(), metric.get("value").asText()));
      }
    }
    return metrics;
  }
}
