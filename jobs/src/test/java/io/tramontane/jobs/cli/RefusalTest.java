package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused without Spark: here none can be started. */
class RefusalTest {
  private static final String MASTER = "spark.master";

  private final Workspace workspace;
  private final Path corpus;
  private final StringWriter err = new StringWriter();
  private String usualMaster = "";

  RefusalTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0).numberedCorpus(3);
    this.corpus = folder.resolve("corpus.jsonl");
  }

  @BeforeEach
  void keepSparkFromStarting() {
    TestSpark.session().stop();
    usualMaster = System.setProperty(MASTER, "nowhere");
  }

  @AfterEach
  void letSparkStart() {
    System.setProperty(MASTER, usualMaster);
  }

  @Test
  void aWrongSetting() throws IOException {
    assertRefused("it is none of ", "tramontane.input.format = xml");
  }

  @Test
  void allThatIsWrongAtOnce() throws IOException {
    assertRefused(
        "there are 3 problems",
        "tramontane.model.path = \"none.gguf\"",
        "tramontane.input.path = \"none\"",
        "tramontane.run.max-attempts = 0");
  }

  @Test
  void quotesThatTheShellHasLeft() throws IOException {
    List<String> labels =
        List.of("--task", "classify", "--labels", "\"C#\",'Java',\"a, b\",it's,5'");

    assertThat(run("enrich", labels)).isEqualTo(2);
    assertThat(err.toString())
        .contains("there are 3 problems")
        .contains("Cannot use --labels: the quotes of \"C#\" would be part of the label.")
        .contains("the quotes of 'Java' would")
        .contains("the quotes of \"a, b\" would");
  }

  @Test
  void filesOfAnotherFormatOrWithoutAColumn() throws IOException {
    assertRefused(
        "corpus.jsonl: it is damaged, or of another format: ", "tramontane.input.format = parquet");
    assertRefused(
        "corpus.jsonl: it is damaged, or of another format: ", "tramontane.input.format = orc");
    assertRefused("corpus.jsonl: it has no column id; ", "tramontane.input.format = csv");
    assertRefused("corpus.jsonl as text: it is no folder.", "tramontane.input.format = text");
    Files.write(corpus, "{\"id\": 1}".getBytes(StandardCharsets.UTF_16LE));
    assertRefused("corpus.jsonl: it is in UTF-16. Convert it to UTF-8.");
  }

  @Test
  void partFilesInTheWay() throws IOException {
    Files.createDirectories(workspace.run());
    Files.writeString(workspace.run().resolve("part-00000.parquet"), "another's");

    assertRefused("part files without a plan lie there");
  }

  @Test
  void aRunThatIsNotThere() {
    for (String command : List.of("verify", "show", "evaluate --run-id r --gold-column c")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
      arguments.addAll(List.of("--output", workspace.output().toString()));

      assertThat(execute(arguments)).as(command).isEqualTo(2);
    }
  }

  private void assertRefused(String reason, String... settings) throws IOException {
    workspace.config(settings);
    for (String command : List.of("enrich", "plan")) {
      err.getBuffer().setLength(0);

      assertThat(run(command, List.of())).as(err.toString()).isEqualTo(2);
      assertThat(err.toString()).contains(reason);
    }
  }

  private int run(String command, List<String> more) throws IOException {
    if (Files.notExists(workspace.root().resolve("run.conf"))) {
      workspace.config();
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(command, "--config", workspace.root().resolve("run.conf").toString()));
    arguments.addAll(more);
    return execute(arguments);
  }

  private int execute(List<String> arguments) {
    return new CommandLineInterface(new FakeModels())
        .execute(
            arguments.toArray(String[]::new),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
  }
}
