package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.jobs.testing.CommandProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands where there is no network: in a namespace with nothing but the loopback interface. With
 * the embedded model.
 */
@Tag("process")
class NoNetworkTest {
  private static final List<String> ALONE =
      List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

  private final Path folder;

  NoNetworkTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void requireNamespaces() throws InterruptedException {
    List<String> command = new ArrayList<>(ALONE);
    command.add("true");
    boolean permitted;
    try {
      permitted =
          new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      permitted = false;
    }
    assumeTrue(permitted, "Network namespaces are not permitted here: " + command + " fails.");
  }

  @Test
  void aRunIsMadeCheckedAndEvaluated() throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path corpus =
        Files.write(
            folder.resolve("corpus.jsonl"),
            List.of(
                "{\"id\": 1, \"text\": \"A library for TOML, written in C.\", \"section\": \"libs\"}",
                "{\"id\": 2, \"text\": \"Perl bindings of a database.\", \"section\": \"perl\"}"));
    Path config =
        Files.writeString(
            folder.resolve("run.conf"),
            """
            include file("%1$s/conf/demo.conf")
            tramontane {
              model.path = "file://%1$s/models/tramontane-tiny-q8_0.gguf"
              model.cache.path = "%3$s/models"
              input.path = "%2$s"
              output.path = "%3$s/out"
              run.id = r1
            }
            """
                .formatted(root, corpus, folder));

    command("enrich", "--config", config.toString());
    command(
        "verify", "--output", folder + "/out", "--recompute", "2", "--config", config.toString());
    command("evaluate", "--output", folder + "/out", "--run-id", "r1", "--gold-column", "section");
  }

  private void command(String... arguments) throws Exception {
    try (CommandProcess process =
        CommandProcess.startWithin(
            ALONE,
            folder.resolve("log"),
            Main.class,
            List.of("-Dspark.driver.host=localhost", "-Dspark.driver.bindAddress=127.0.0.1"),
            arguments)) {
      assertThat(process.exitCode()).as(process.output()).isZero();
    }
  }
}
