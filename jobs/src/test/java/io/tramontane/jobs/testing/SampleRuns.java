package io.tramontane.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.jobs.cli.CommandLineInterface;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs of the embedded model over the sample corpus.
 *
 * @param folder where, and what else tests put there
 */
public record SampleRuns(Path folder) {
  /** The sample corpus. */
  public static final Path CORPUS =
      Path.of("../examples/packages.jsonl").toAbsolutePath().normalize();

  /**
   * Makes a run.
   *
   * @param task summarize or classify
   * @param arithmetic float32 or int8
   */
  public void enrich(String task, String runId, String arithmetic) throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path config =
        Files.writeString(
            folder.resolve(runId + ".conf"),
            """
            include file("%1$s/conf/demo.conf")
            tramontane {
              model.path = "%1$s/models/tramontane-tiny-q8_0.gguf"
              input.path = "%2$s"
              output.path = "%3$s"
              engine.arithmetic = %4$s
            }
            """
                .formatted(root, CORPUS, output(), arithmetic));
    StringWriter told = new StringWriter();
    assertThat(
            command(
                told, "enrich", "--config", config.toString(), "--task", task, "--run-id", runId))
        .as(told.toString())
        .isEqualTo(0);
  }

  /** The folder of the runs. */
  public Path output() {
    return folder.resolve("out");
  }

  /** Runs a command, with the folder of the runs, and gives its exit code. */
  public int command(StringWriter told, String... arguments) {
    PrintWriter writer = new PrintWriter(told);
    return new CommandLineInterface(new RegistryModels()).execute(arguments, writer, writer);
  }

  /** What an evaluation found. */
  public JsonNode evaluation(String runId, String name) throws IOException {
    return new ObjectMapper().readTree(output().resolve(runId).resolve(name + ".json").toFile());
  }
}
