package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.tramontane.config.EngineConfig;
import io.tramontane.config.ModelConfig;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.EngineInference;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.prompt.Classify;
import io.tramontane.prompt.Summarize;
import io.tramontane.prompt.Truncation;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;

class JobSessionTest {
  private static final EngineConfig ENGINE =
      new EngineConfig(
          1,
          64L << 20,
          KvFormat.FLOAT32,
          512,
          Arithmetic.FLOAT32,
          VectorBits.AUTO,
          NativeCode.AUTO);
  private static final TaskConfig TASK =
      new TaskConfig(
          TaskType.SUMMARIZE,
          new TaskConfig.Summarize(Summarize.DEFAULT_TEMPLATE, 20, 40),
          new TaskConfig.Classify(Classify.DEFAULT_TEMPLATE, List.of("libs", "doc")),
          Truncation.HEAD,
          150,
          new TaskConfig.Sampling(0, 1, 0),
          List.of());

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
    EngineInference inference = new EngineInference();
    ModelConfig file =
        new ModelConfig(
            "../models/tramontane-tiny-q8_0.gguf", null, new ModelConfig.Cache(null, null));
    ModelIdentity identity = inference.identify(file);
    DocumentModel model = inference.open(file, identity, TASK, ENGINE);
    long answersBefore = value(metrics, "requestsAnswered");
    long tokensBefore = value(metrics, "promptTokens");
    String text = "This package provides a Go module that parses configuration files.";

    assertThat(model.answer(List.of(text, "A C library."))).hasSize(2);

    assertThat(value(metrics, "requestsAnswered") - answersBefore).isEqualTo(2);
    assertThat(value(metrics, "promptTokens") - tokensBefore)
        .isEqualTo(model.promptTokens(text) + model.promptTokens("A C library."));
    assertThat(value(metrics, "completionTokens")).isPositive();
  }

  private static long value(MetricRegistry metrics, String name) {
    return (long) metrics.gauge(name).getValue();
  }
}
