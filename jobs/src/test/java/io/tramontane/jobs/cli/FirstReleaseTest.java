package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that the first release made stay readable. */
class FirstReleaseTest {
  private static final Path RUNS = Path.of("src/test/resources/runs-of-the-first-release");

  private final StringWriter out = new StringWriter();
  private final Path output;

  FirstReleaseTest(@TempDir Path folder) {
    this.output = folder;
  }

  @BeforeEach
  void copyRuns() throws IOException {
    TestSpark.session();
    for (String run : List.of("classify", "summarize")) {
      try (Stream<Path> files = Files.walk(RUNS.resolve(run))) {
        files.forEach(this::copy);
      }
    }
  }

  @Test
  void verifyFindsThemSound() {
    assertThat(run("verify", "--output", output.toString())).isZero();

    assertThat(out.toString()).containsPattern("classify: sound\n").contains("summarize: sound\n");
  }

  @Test
  void showPrintsTheirRows() {
    assertThat(run("show", "--output", output.toString())).isZero();

    assertThat(out.toString())
        .contains("Run file:" + output + "/classify")
        .containsPattern("python3-gillkey +\\d+ % +python")
        .contains("Run file:" + output + "/summarize");
  }

  @Test
  void runsAndStatusListThem() {
    assertThat(run("runs", "--output", output.toString())).isZero();
    assertThat(run("status", "--output", output.toString(), "--run-id", "classify")).isZero();

    assertThat(out.toString()).contains("classify", "summarize");
  }

  @Test
  void evaluateMeasuresThem() {
    for (String run : List.of("classify", "summarize")) {
      assertThat(
              run(
                  "evaluate",
                  "--output",
                  output.toString(),
                  "--run-id",
                  run,
                  "--gold-column",
                  run.equals("classify") ? "section" : "synopsis",
                  "--input",
                  RUNS.resolve("corpus.jsonl").toString()))
          .as(out.toString())
          .isZero();
    }
  }

  @Test
  void enrichDoesNotGoOnWithOneSinceItsFingerprintWasAnother() throws IOException {
    Path model = Files.writeString(output.resolve("m.gguf"), "fake");
    Path config =
        Files.writeString(
            output.resolve("run.conf"),
            """
            tramontane {
              model.path = "%s"
              task { type = classify, classify.labels = [libs, perl, python, doc] }
              input { path = "%s", format = jsonl }
              output.path = "%s"
              run.id = classify
            }
            """
                .formatted(model, RUNS.resolve("corpus.jsonl").toAbsolutePath(), output));

    assertThat(run("enrich", "--config", config.toString())).isEqualTo(2);

    assertThat(out.toString()).contains("it was started with other settings", "schema: ");
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(out);
    return new CommandLineInterface(new FakeModels()).execute(arguments, writer, writer);
  }

  private void copy(Path file) {
    try {
      Path target = output.resolve(RUNS.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
