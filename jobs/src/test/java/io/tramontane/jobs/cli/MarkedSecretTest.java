package io.tramontane.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.CommandProcess;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every setting that may hold a secret holds one with a mark; it is looked for in all outputs. */
@Tag("process")
class MarkedSecretTest {
  private static final String MARK = "Plughxyzzy";

  private final Path folder;
  private final StringWriter told = new StringWriter();

  MarkedSecretTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void openSparkAsTestsNeedIt() {
    TestSpark.session();
  }

  @BeforeEach
  void writeCorpusAndModel() throws IOException {
    Files.copy(
        Path.of("../models/tramontane-tiny-q8_0.gguf"), folder.resolve("m.gguf?sig=" + MARK));
    Files.writeString(
        folder.resolve("corpus?sig=" + MARK),
        """
        {"http://me:%1$s@h/id?%1$s": "a", "http://me:%1$s@h/text?%1$s": "a Perl library"}
        {"http://me:%1$s@h/id?%1$s": "b", "http://me:%1$s@h/text?%1$s": 3}
        """
            .formatted(MARK));
  }

  @Test
  void aRunTellsNoSecret() throws Exception {
    Path config = config();
    try (CommandProcess process = enrich(config)) {
      assertThat(process.exitCode()).as(process.output()).isZero();
      assertThat(process.output()).contains("SparkContext").doesNotContain(MARK);
    }
    assertThat(textsIn(folder.resolve("out?sig=" + MARK)))
        .isNotEmpty()
        .noneMatch(text -> text.contains(MARK));
    assertThat(textsIn(folder.resolve("events")))
        .isNotEmpty()
        .noneMatch(text -> text.contains(MARK));

    // It goes on, masked or not, and is told apart from others.
    assertThat(run("enrich", "--config", config.toString())).isZero();
    assertThat(run("enrich", "--config", config.toString(), "--labels", "x,y")).isEqualTo(2);
    assertThat(run("plan", "--config", config.toString())).isZero();
    String output = output();
    assertThat(run("status", "--output", output)).isZero();
    assertThat(run("show", "--output", output, "--errors")).isZero();
    assertThat(run("verify", "--output", output)).isZero();
    assertThat(run("verify", "--output", output, "--recompute", "2")).isEqualTo(2);
    assertThat(told.toString())
        .contains(
            "Cannot use tramontane.model.path of run r1: its manifest has it masked. Give it by --model, or by --config FILE");
    assertThat(run("verify", "--output", output, "--recompute", "2", "--config", config.toString()))
        .as(told.toString())
        .isZero();
    assertThat(told.toString()).doesNotContain(MARK);
  }

  @Test
  void anErrorTellsNoSecret() throws IOException {
    Path config = config();
    String url = "ftp://me:%1$s@localhost:1/m.gguf?%1$s".formatted(MARK);
    for (List<String> wrong :
        List.of(
            List.of("--model", url),
            List.of("--model", "file://me:%s@host/m.gguf".formatted(MARK)),
            List.of("--model", "https://me:%1$s@[:/m?%1$s".formatted(MARK)),
            List.of("--input", url),
            List.of("--output", url),
            List.of("--task", "http://h?" + MARK),
            List.of("--run-id", "http://h?" + MARK),
            List.of("--labels", "http://h?%1$s,http://h?%1$s".formatted(MARK)),
            List.of("http://h?" + MARK))) {
      assertThat(
              run(
                  Stream.concat(Stream.of("plan", "--config", config.toString()), wrong.stream())
                      .toArray(String[]::new)))
          .as(wrong.toString())
          .isNotZero();
    }
    Files.writeString(config, "tramontane.model.api-key = \"" + MARK + "\" \"" + MARK + ": {");
    assertThat(run("plan", "--config", config.toString())).isEqualTo(2);
    Files.writeString(config, "tramontane.model.api-key : " + MARK + " = [");
    assertThat(run("plan", "--config", config.toString())).isEqualTo(2);

    assertThat(told.toString()).contains("(masked)").doesNotContain(MARK);
  }

  private CommandProcess enrich(Path config) throws IOException {
    Files.createDirectories(folder.resolve("events"));
    String logged =
        Files.readString(Path.of("../conf/log4j2.properties"))
            .replace("rootLogger.level = warn", "rootLogger.level = info");
    Path log4j = Files.writeString(folder.resolve("log4j2.properties"), logged);
    return CommandProcess.start(
        folder.resolve("log"),
        Main.class,
        List.of(
            "-Dlog4j2.configurationFile=" + log4j,
            "-Dspark.eventLog.enabled=true",
            "-Dspark.eventLog.dir=" + folder.resolve("events").toUri()),
        "enrich",
        "--config",
        config.toString());
  }

  private String output() {
    return folder.toUri() + "out?sig=" + MARK;
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("run.conf"),
        """
        tramontane {
          model {
            path = "%1$sm.gguf?sig=%2$s"
            cache.path = "%3$s/cache-%2$s"
          }
          task {
            type = classify
            classify.labels = ["http://me:%2$s@h/a?%2$s", "http://me:%2$s@h/b?%2$s"]
            classify.template = "See https://me:%2$s@h/?%2$s, then label {text} by {labels}."
            stop = ["http://h?%2$s"]
          }
          input {
            path = "%1$scorpus?sig=%2$s"
            format = jsonl
            id-column = "http://me:%2$s@h/id?%2$s"
            text-column = "http://me:%2$s@h/text?%2$s"
          }
          output.path = "%4$s"
          engine.kv-memory = 64MiB
          run { id = r1, max-error-ratio = 0.5, masked = [tramontane.model.cache] }
        }
        """
            .formatted(folder.toUri(), MARK, folder, output()));
  }

  private int run(String... arguments) {
    return new CommandLineInterface(new RegistryModels())
        .execute(arguments, new PrintWriter(told), new PrintWriter(told));
  }

  /** Of all files but the rows, which hold labels as they were asked for. */
  private static List<String> textsIn(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().endsWith(".crc"))
          .map(MarkedSecretTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
