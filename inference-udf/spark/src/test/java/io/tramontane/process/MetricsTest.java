package io.tramontane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.testing.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's sinks of metrics get to see, with the embedded model. */
@Tag("process")
@Timeout(300)
class MetricsTest {
  private static final Path MODEL = Path.of("../../models/tramontane-tiny-q8_0.gguf");
  // As the model's card gives it.
  private static final String SHA256 =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";

  private final Path folder;

  MetricsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void sparksMetricsAddUpWhatTheModelsOfAnExecutorDid() throws IOException {
    Path sink = Files.createDirectory(folder.resolve("sink"));
    try (TestJvm jvm =
        TestJvm.start(
            folder.resolve("errors"),
            SparkAnswers.class,
            List.of("@../../conf/java-options"),
            MODEL,
            SHA256,
            sink)) {
      String promptTokens = jvm.value("prompt-tokens");
      String completionTokens = jvm.value("completion-tokens");
      assertThat(jvm.value("stopped")).isEqualTo("now");

      assertThat(Integer.parseInt(completionTokens)).isPositive();
      assertThat(last(sink, "promptTokens")).isEqualTo(promptTokens);
      assertThat(last(sink, "completionTokens")).isEqualTo(completionTokens);
      assertThat(last(sink, "requestsAnswered")).isEqualTo("" + SparkAnswers.ANSWERS);
      assertThat(last(sink, "requestsWaiting")).isEqualTo("0");
      assertThat(last(sink, "requestsRunning")).isEqualTo("0");
      // The shared prefix stays for those that may come.
      assertThat(Long.parseLong(last(sink, "kvBytes"))).isBetween(1L, SparkAnswers.KV_BYTES - 1);
      assertThat(last(sink, "kvBytesLimit")).isEqualTo("" + SparkAnswers.KV_BYTES);
    }
  }

  /** The last value of a gauge of the executor, which in local mode is the driver. */
  private static String last(Path sink, String gauge) throws IOException {
    String source = "test.driver.plugin.io.tramontane.udf.TramontanePlugin.";
    List<String> lines = Files.readAllLines(sink.resolve(source + gauge + ".csv"));
    String line = lines.get(lines.size() - 1);
    return line.substring(line.indexOf(',') + 1);
  }
}
