package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.RunRows;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that an earlier version began goes on. */
class EarlierVersionTest {
  private static final Path RUN = Path.of("src/test/resources/run-of-the-version-before/r1");
  private static final Pattern DIGEST = Pattern.compile("\"input_digest\" : \"\\w+\"");

  private final Workspace workspace;
  private final FakeModels models = new FakeModels();
  private final StringWriter out = new StringWriter();

  EarlierVersionTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0).numberedCorpus(30);
  }

  @Test
  void aRunThatWasKilledHalfwayIsContinuedToTheSameRows() throws Exception {
    TestSpark.session();
    assertThat(run("enrich", "--config", config(), "--run-id", "whole")).isZero();
    copyTheRun();
    models.answered().clear();

    assertThat(run("enrich", "--config", config())).as(out.toString()).isZero();

    assertThat(rows("r1")).hasSize(30).isEqualTo(rows("whole"));
    assertThat(names(workspace.run())).isEqualTo(names(workspace.output().resolve("whole")));
    // One of six chunks was not committed.
    assertThat(models.answered()).isNotEmpty().hasSizeLessThan(10);
    assertThat(run("verify", "--output", workspace.output().toString(), "--run-id", "r1")).isZero();
  }

  /** To where its input has other paths and times. */
  private void copyTheRun() throws IOException {
    try (Stream<Path> files = Files.walk(RUN)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = workspace.run().resolve(RUN.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path whole = workspace.output().resolve("whole");
    Files.writeString(
        workspace.run().resolve("_input.json"), Files.readString(whole.resolve("_input.json")));
    Matcher digest = DIGEST.matcher(Files.readString(whole.resolve("_plan.json")));
    assertThat(digest.find()).isTrue();
    Path plan = workspace.run().resolve("_plan.json");
    Files.writeString(plan, DIGEST.matcher(Files.readString(plan)).replaceFirst(digest.group()));
  }

  private String config() throws IOException {
    return workspace.config().toString();
  }

  private int run(String... arguments) {
    return new CommandLineInterface(models)
        .execute(arguments, new PrintWriter(out), new PrintWriter(out));
  }

  private List<String> rows(String runId) throws IOException {
    return RunRows.of(workspace.output().resolve(runId));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }
}
