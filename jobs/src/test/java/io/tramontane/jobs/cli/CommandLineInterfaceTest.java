package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
  private final Workspace workspace;
  private final FakeModels models = new FakeModels();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  CommandLineInterfaceTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0).numberedCorpus(20);
  }

  @BeforeAll
  static void openSparkAsTestsNeedIt() {
    TestSpark.session();
  }

  @Test
  void enrichTellsItsFiguresAndEndsWith0() throws IOException {
    assertThat(run("enrich", "--config", config())).isEqualTo(0);

    assertThat(out.toString())
        .startsWith("Run r1\n")
        .containsPattern("rows +20\n")
        .containsPattern("unique +19\n")
        .containsPattern("errors +0\n");
    assertThat(workspace.run().resolve("_SUCCESS")).exists();
  }

  @Test
  void theCommandLineChangesSettings() throws IOException {
    int code =
        run(
            "enrich",
            "--config",
            config(),
            "--task",
            "classify",
            "--labels",
            "words,number",
            "--run-id",
            "r2",
            "--output",
            workspace.root().resolve("elsewhere").toString());

    assertThat(code).isEqualTo(0);
    assertThat(workspace.root().resolve("elsewhere/r2/_SUCCESS")).exists();
    assertThat(Files.readString(workspace.root().resolve("elsewhere/r2/_plan.json")))
        .contains("[\\\"words\\\",\\\"number\\\"]");
  }

  @Test
  void aUsersMistakeEndsWith2WithoutAStackTrace() throws IOException {
    assertThat(run("enrich", "--config", config("tramontane.run.window-documents = none")))
        .isEqualTo(2);

    assertThat(err.toString())
        .startsWith("Cannot use tramontane.run.window-documents = \"none\"")
        .doesNotContain("\tat ");
    assertThat(workspace.output()).doesNotExist();
  }

  @Test
  void wrongUsageEndsWith2() {
    assertThat(run("enrich")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required option: '--config=FILE'");
    assertThat(run("enrich", "--config", "x", "--labesl", "a")).isEqualTo(2);
    assertThat(err.toString()).contains("--labels");
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing a command.");
  }

  @Test
  void moreErrorsThanAllowedEndWith3() throws IOException {
    workspace.corpus("{\"id\": \"a\", \"text\": \"x\"}", "{\"id\": \"b\", \"text\": null}");

    assertThat(run("enrich", "--config", config())).isEqualTo(3);
    assertThat(out.toString()).containsPattern("errors +1 \\(empty_text 1\\)\n");
    assertThat(run("enrich", "--config", config("tramontane.run.max-error-ratio = 0.5")))
        .isEqualTo(0);
    assertThat(workspace.run().resolve("_SUCCESS")).exists();
  }

  @Test
  void ourOwnMistakeEndsWith1AndItsStackTrace() throws IOException {
    Path config = Path.of(config());
    Files.writeString(workspace.root().resolve("model.gguf"), "delay=no number");

    assertThat(run("enrich", "--config", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("NumberFormatException").contains("\tat ");
  }

  @Test
  void planTellsWhatEnrichWouldDoAndWritesNothing() throws IOException {
    assertThat(run("plan", "--config", config())).isEqualTo(0);

    assertThat(out.toString())
        .containsPattern("documents +20\n")
        .containsPattern("unique +19\n")
        .containsPattern("duplicates +1\n")
        // 18 texts of three words, one of three.
        .containsPattern("tokens to read +57\n")
        .containsPattern("chunks +4\n")
        .containsPattern("already done +0\n")
        .containsPattern("weights +3,221,225,472 bytes, once a host\n")
        .containsPattern(
            "KV caches +up to half of the heap, 1,000 bytes a token, 600 bytes behind the window\n")
        .containsPattern("logits +up to 5,242,880 bytes of heap\n")
        .containsPattern("time +not known: no finished run of this output has done this task");
    assertThat(workspace.output()).doesNotExist();

    run("enrich", "--config", config());
    run("plan", "--config", config());
    assertThat(out.toString()).containsPattern("already done +4\n");
  }

  @Test
  void planEstimatesWhatIsLeftByAnEarlierRunOfTheSameTask() throws IOException {
    run("enrich", "--config", config(), "--run-id", "slow");
    Path manifest = workspace.output().resolve("slow/_manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"tokens_per_second\"\\s*:[^,]*", "\"tokens_per_second\": 0.1"));

    Files.delete(manifest.resolveSibling("._manifest.json.crc"));

    assertThat(run("plan", "--config", config())).as(err.toString()).isZero();

    // 57 tokens to read, and as many to write as the other has written.
    assertThat(out.toString())
        .containsPattern("time +about 0:19:00 at 0.1 tokens/s on 1 executor, as in run slow\n")
        .containsPattern("rows on disk +about [1-9][0-9,]* bytes\n");

    run("plan", "--config", config(), "--run-id", "slow");
    assertThat(out.toString()).containsPattern("time +about 0:00:00 at ");
    out.getBuffer().setLength(0);
    run("plan", "--config", config("tramontane.engine.arithmetic = float32"));
    assertThat(out.toString()).contains("not known: ");

    Files.writeString(manifest, "{");
    out.getBuffer().setLength(0);
    assertThat(run("plan", "--config", config())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("not known: ");
  }

  @Test
  void verifyTellsOfEveryRunAndEndsWith1WhereOneIsNotSound() throws IOException {
    String output = workspace.output().toString();
    run("enrich", "--config", config());
    run("enrich", "--config", config(), "--run-id", "r2");

    assertThat(run("verify", "--output", output)).isEqualTo(0);
    assertThat(out.toString()).contains("/r1: sound\n").contains("/r2: sound\n");

    Files.delete(workspace.run().resolve("part-00002.parquet"));
    assertThat(run("verify", "--output", output)).isEqualTo(1);
    assertThat(out.toString())
        .contains("/r1: not sound\n  part-00002.parquet is not there.\n")
        .contains("/r2: sound\n");
    assertThat(run("verify", "--output", output, "--run-id", "r2")).isEqualTo(0);
    assertThat(run("verify", "--output", output, "--run-id", "r3")).isEqualTo(2);
    assertThat(err.toString()).contains("Cannot find run r3 in " + output);
  }

  @Test
  void verifyComputesRowsAgain() throws IOException {
    String output = workspace.output().toString();
    run("enrich", "--config", config());
    models.answered().clear();

    assertThat(run("verify", "--output", output, "--recompute", "7")).isEqualTo(0);
    assertThat(out.toString()).contains("/r1: sound\n");
    assertThat(models.answered()).hasSizeBetween(6, 7);

    workspace.corpus("{\"id\": \"d00000\", \"text\": \"the same words\"}");
    assertThat(run("verify", "--output", output, "--recompute", "20")).isEqualTo(1);
    assertThat(out.toString())
        .contains("/r1: not sound\n")
        .contains("  Document d00001 is not in the input any more.\n")
        .doesNotContain("d00000");
  }

  @Test
  void verifyFindsARowThatIsNotWhatTheModelSays() throws IOException {
    run("enrich", "--config", config());
    models.failing().add("document number 3");
    try {
      assertThat(run("verify", "--output", workspace.output().toString(), "--recompute", "20"))
          .isEqualTo(1);
    } finally {
      models.failing().clear();
    }

    assertThat(out.toString())
        .contains(
            "/r1: not sound\n  Document d00003: computed again, it differs in output, error, finish_reason, prompt_tokens, completion_tokens.\n");
  }

  @Test
  void verifyRefusesToComputeRowsWithAnotherModel() throws IOException {
    run("enrich", "--config", config());
    Path other = Files.writeString(workspace.root().resolve("other.gguf"), "delay=1");

    int code =
        run(
            "verify",
            "--output",
            workspace.output().toString(),
            "--recompute",
            "1",
            "--model",
            other.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("Cannot recompute rows of ")
        .contains("what would shape them is not what it was: model: ");
  }

  @Test
  void statusAndRunsTellHowFarRunsAre() throws IOException {
    String output = workspace.output().toString();
    run("enrich", "--config", config());
    run("enrich", "--config", config(), "--run-id", "r2", "--max-duration", "0s");

    assertThat(run("status", "--output", output, "--run-id", "r1", "--watch")).isEqualTo(0);
    assertThat(out.toString())
        .startsWith("Run r1\n")
        .contains("Run r1\n  state      succeeded\n  documents  20 of 20 (100.0 %)\n");
    assertThat(run("runs", "--output", output)).isEqualTo(0);
    assertThat(out.toString())
        .containsPattern("\nr1 +succeeded +20 +20 +0 +4/4\n")
        .containsPattern("\nr2 +stopped +20 +0 +0 +0/4\n");
    assertThat(run("status", "--output", output + "/none")).isEqualTo(2);
    assertThat(err.toString()).contains("Cannot find a run in " + output + "/none: there is none.");
  }

  @Test
  void showPrintsRows() throws IOException {
    run("enrich", "--config", config());

    int code = run("show", "--output", workspace.output().toString(), "--rows", "2");

    assertThat(code).isEqualTo(0);
    assertThat(out.toString())
        .containsPattern("\nd00000 +the same words\nd00001 +document number 1\n\n");
  }

  @Test
  void whatATerminalWouldObeyIsPrintedAsEscapes() throws IOException {
    workspace.corpus("{\"id\": \"\\u001b[31mred\\u009b\", \"text\": \"a\\u202etxt\\u0007\"}");
    run("enrich", "--config", config());

    run("show", "--output", workspace.output().toString());

    assertThat(out.toString())
        .contains("\\u001b[31mred\\u009b")
        .contains("a\\u202etxt\\u0007")
        .doesNotContainPattern("[\u001b\u009b\u0007\u202e]");
  }

  @Test
  void anArgumentThatTheLocaleHasSpoiledEndsWith2() throws IOException {
    assertThat(run("enrich", "--config", config(), "--labels", "B\uFFFDro")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Cannot use argument B\uFFFDro: ")
        .contains("LC_ALL=C.UTF-8");
  }

  @Test
  void anErrorOfTheJvmEndsWith1AndIsExplained() throws IOException {
    Path config = Path.of(config());
    Files.writeString(workspace.root().resolve("model.gguf"), "out of memory on the driver");

    assertThat(run("enrich", "--config", config.toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Cannot go on: the Java heap of ")
        .contains("does not suffice (Java heap space)")
        .doesNotContain("\tat ");
  }

  @Test
  void helpAndVersionEndWith0() {
    assertThat(run("--help")).isEqualTo(0);
    assertThat(out.toString()).contains("enrich").contains("Exit codes:");
    assertThat(run("enrich", "--help")).isEqualTo(0);
    assertThat(run("--version")).isEqualTo(0);
    assertThat(out.toString()).containsPattern("tramontane \\d+\\.\\d+");
  }

  private String config(String... lines) throws IOException {
    return workspace.config(lines).toString();
  }

  private int run(String... arguments) {
    return new CommandLineInterface(models)
        .execute(arguments, new PrintWriter(out), new PrintWriter(err));
  }
}
