package io.tramontane.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function of another jar, {@link io.tramontane.toy.AiRate}, whose result is a struct. */
class ToyFunctionTest {
  private static SparkSession spark;

  @BeforeAll
  static void open(@TempDir Path folder) {
    spark = ExampleSession.builder(folder).getOrCreate();
    ExampleSession.readDocuments(spark);
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  @Test
  void itsFieldsCanBeSelected() {
    List<Row> rows =
        spark
            .sql(
                "SELECT r.stars, r.probability, r.mean FROM (SELECT ai_rate(body, 3) AS r FROM docs)")
            .collectAsList();

    assertThat(rows).hasSize(ExampleSession.DOCUMENTS);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.getInt(0)).isBetween(1, 3);
              assertThat(row.getDouble(1)).isBetween(1.0 / 3, 1.0);
              assertThat(row.getDouble(2)).isBetween(1.0, 3.0);
            });
  }

  @Test
  void itsTypeIsTheTasksOwn() {
    assertThat(
            spark.sql("SELECT ai_rate(body) AS r FROM docs").schema().apply("r").dataType().sql())
        .isEqualTo(
            "STRUCT<stars: INT NOT NULL, probability: DOUBLE NOT NULL, mean: DOUBLE NOT NULL>");
  }

  @Test
  void aNullTextHasNoRating() {
    assertThat(spark.sql("SELECT ai_rate(CAST(NULL AS STRING))").head().isNullAt(0)).isTrue();
  }

  @Test
  void itsDeclarationIsWhatSparkSaysOfIt() {
    assertThat(spark.sql("DESCRIBE FUNCTION ai_rate").collectAsList().toString())
        .contains("ai_rate(content[, stars])", "How useful the content is");
    assertThatThrownBy(() -> spark.sql("SELECT ai_rate(body, 3, 4) FROM docs"))
        .isInstanceOf(AnalysisException.class);
    assertThatThrownBy(() -> spark.sql("SELECT ai_rate(body, 10) FROM docs"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("stars must be from 2 to 9, and is 10");
  }
}
