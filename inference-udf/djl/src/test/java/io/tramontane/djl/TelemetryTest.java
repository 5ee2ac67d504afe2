package io.tramontane.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("process")
class TelemetryTest {
  @Test
  void opensNoConnection() throws IOException, InterruptedException {
    assertThat(watch(Map.of())).contains("answered").noneMatch(line -> line.startsWith("opened"));
  }

  /** Shows that the watch would see it. */
  @Test
  void leavesTheLastWordToTheEnvironment() throws IOException, InterruptedException {
    assertThat(watch(Map.of("OPT_OUT_TRACKING", "false", "DJL_OFFLINE", "false")))
        .contains("answered")
        .anyMatch(line -> line.startsWith("opened http://169.254.169.254/"));
  }

  private static List<String> watch(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                ConnectionWatch.class.getName(),
                "../../models/tramontane-tiny-q8_0.gguf")
            .redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("OPT_OUT_TRACKING", "DJL_OFFLINE"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
