package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.config.ModelConfig;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.task.Generate;
import io.tramontane.udf.model.RegistryModels;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSessionTest {
  /** With the embedded model. The figures are those of all tests in this JVM. */
  @Test
  void showsWhatTheModelDoesInSparksMetrics() {
    TestSpark.session();
    MetricRegistry metrics =
        SparkEnv.get()
            .metricsSystem()
            .getSourcesByName("plugin.io.tramontane.udf.TramontanePlugin")
            .head()
            .metricRegistry();
    RegistryModels models = new RegistryModels();
    ModelConfig file =
        new ModelConfig(
            "../models/tramontane-tiny-q8_0.gguf",
            null,
            null,
            "Tramontane",
            null,
            new ModelConfig.Cache(null, null));
    Texts text = Texts.of("This package provides a Go module that parses configuration files.");
    Texts other = Texts.of("A C library.");
    try (Session session =
        models.open(
            file,
            models.identify(file),
            List.of(new Generate(8, Sampling.GREEDY, List.of())),
            new EngineSettings(1, 64L << 20, 512))) {
      long answersBefore = value(metrics, "requestsAnswered");
      long tokensBefore = value(metrics, "promptTokens");

      session.submit(text).join();
      session.submit(other).join();

      assertThat(value(metrics, "requestsAnswered") - answersBefore).isEqualTo(2);
      assertThat(value(metrics, "promptTokens") - tokensBefore)
          .isEqualTo(session.promptTokens(text) + session.promptTokens(other));
      assertThat(value(metrics, "completionTokens")).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'local', '', true",
    "'local[*]', '', true",
    "'local[2]', '', true",
    "'local[2]', '7', false",
    "'local-cluster[2,1,1024]', '', false",
    "'spark://host:7077', '', false",
    "'', '', false",
  })
  void aShuffleHasFewPartitionsOnOneHostUnlessTheyAreGiven(
      String master, String partitions, boolean few) {
    SparkConf configured = new SparkConf(false);
    set(configured, "spark.master", master);
    set(configured, "spark.sql.shuffle.partitions", partitions);

    assertThat(JobSession.partitions(configured))
        .isEqualTo(
            few
                ? OptionalLong.of(2L * Runtime.getRuntime().availableProcessors())
                : OptionalLong.empty());
  }

  private static void set(SparkConf configured, String key, String value) {
    if (!value.isEmpty()) {
      configured.set(key, value);
    }
  }

  private static long value(MetricRegistry metrics, String name) {
    return (long) metrics.gauge(name).getValue();
  }
}
