package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.udf.model.ModelRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of different sizes in one executor. */
class FairnessTest {
  private static final int WINDOW = 256;
  private static final int FEW = 10;

  // One partition, so that it leaves a slot to others.
  private static final String MANY_ROWS =
      "SELECT ai_gen(concat('write about number ', id)) FROM range(0, 1000000, 1, 1)";
  private static final String FEW_ROWS =
      "SELECT ai_gen(concat('write about letter ', id)) FROM range(0, %s, 1, 1)".formatted(FEW);

  @Test
  void aQueryOfFewRowsDoesNotWaitForTheRequestsOfAQueryOfMany(@TempDir Path folder)
      throws IOException {
    try (SparkSession spark =
        ExampleSession.builder(folder)
            // So few requests are in progress at a time that the others of a window wait.
            .config("spark.tramontane.engine.stepTokens", "8")
            .config("spark.tramontane.window.rows", String.valueOf(WINDOW))
            .getOrCreate()) {
      SparkSession other = spark.newSession();
      CompletableFuture<Void> many =
          CompletableFuture.runAsync(
              () -> spark.sql(MANY_ROWS).write().format("noop").mode("overwrite").save());
      Awaitility.await()
          .until(() -> ModelRegistry.ofThisJvm().stats().requestsWaiting() > WINDOW / 2);
      long before = answered();

      assertThat(other.sql(FEW_ROWS).collectAsList()).hasSize(FEW);

      long ofMany = answered() - before - FEW;
      // In the order of arrival, a whole window of the others would have come first.
      assertThat(ofMany).isLessThan(WINDOW / 2);
      assertThat(many).isNotDone();
      spark.sparkContext().cancelAllJobs();
      assertThat(many).failsWithin(Duration.ofMinutes(1));
    }
  }
}
