package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppedTrainingTest {
  private static final int TERMINATED = 143;

  /** PyTorch crashes if it computes while the process ends in the usual order. */
  @Test
  void aSignalEndsItWithoutACrash(@TempDir Path folder) throws IOException, InterruptedException {
    Path catalog = folder.resolve("catalog.jsonl");
    Catalog.write(longDescriptions(), catalog);
    Path log = folder.resolve("log");
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "model",
                "--catalog",
                catalog.toString(),
                "--work",
                folder.resolve("work").toString(),
                "--tokens",
                "1000000000")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> Files.readString(log).contains("Learning from token 0 of 1000000000"));
      assertThat(training.waitFor(5, TimeUnit.SECONDS)).isFalse();
      training.destroy();

      assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue()).isEqualTo(TERMINATED);
      assertThat(folder.resolve("crash")).doesNotExist();
      assertThat(Files.readString(log)).doesNotContain("fatal error");
    } finally {
      training.destroyForcibly();
    }
  }

  /** Their batches are full, so that a step takes its time. */
  private static List<PackageDescription> longDescriptions() {
    return TinyNetwork.descriptions().stream()
        .map(
            some ->
                new PackageDescription(
                    some.id(),
                    (some.text() + "\n").repeat(40),
                    some.section(),
                    some.synopsis(),
                    some.source()))
        .toList();
  }
}
