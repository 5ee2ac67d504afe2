package io.tramontane.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.jobs.cli.CommandLineInterface;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.jobs.testing.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of documents that are not as they should be. */
class SmallRunTest {
  private static final String GOOD = "{\"id\": \"a\", \"text\": \"cat cat\", \"kind\": \"cat\"}";
  private static final String EMPTY = "{\"id\": \"b\", \"text\": \"\", \"kind\": \"dog\"}";
  private static final String WRONG = "{\"id\": \"c\", \"text\": \"dog\", \"kind\": \"cat\"}";
  private static final String NO_GOLD = "{\"id\": \"d\", \"text\": \"dog dog\"}";

  private final Workspace workspace;
  private final StringWriter told = new StringWriter();

  SmallRunTest(@TempDir Path folder) throws IOException {
    this.workspace = Workspace.in(folder, 0);
  }

  @BeforeAll
  static void openSparkAsTestsNeedIt() {
    TestSpark.session();
  }

  @Test
  void anErrorIsWrongAndCountedApart() throws IOException {
    workspace.corpus(GOOD, EMPTY, WRONG, NO_GOLD);
    enrich("r1", "labels = [cat, dog]");

    assertThat(evaluate("r1")).as(told.toString()).isEqualTo(0);

    JsonNode found = evaluation("r1");
    assertThat(found.at("/headline/accuracy/value").asDouble()).isEqualTo(1.0 / 3);
    assertThat(found.get("documents").toString())
        .isEqualTo(
            "{\"in_run\":4,\"evaluated\":3,\"errors\":1,\"without_gold\":1,\"gold_is_no_label\":0,\"changed\":0}");
    assertThat(found.at("/classification/labels/1/answers").toString()).isEqualTo("[0,0,1]");
    assertThat(found.at("/classification/labels/1/score/recall").asDouble()).isZero();
    assertThat(told.toString()).contains("1 documents are errors, and count as wrong.");
  }

  @Test
  void aDocumentThatHasChangedIsLeftOut() throws IOException {
    workspace.corpus(GOOD, WRONG);
    enrich("r1", "labels = [cat, dog]");
    workspace.corpus(GOOD.replace("cat cat", "cow"), WRONG);

    assertThat(evaluate("r1")).as(told.toString()).isEqualTo(0);

    assertThat(evaluation("r1").at("/documents/changed").asInt()).isEqualTo(1);
    assertThat(evaluation("r1").at("/headline/accuracy/value").asDouble()).isZero();
  }

  @Test
  void aRunThatIsNotCompleteIsRefused() throws IOException {
    workspace.corpus(GOOD, WRONG);
    enrich("r1", "labels = [cat, dog]");
    Path manifest = workspace.run().resolve("_manifest.json");
    Path part = workspace.run().resolve("part-00000.parquet");
    Files.copy(part, workspace.root().resolve("part"));
    Files.delete(part);

    assertThat(evaluate("r1")).isEqualTo(2);
    assertThat(told.toString())
        .contains("0 of its 1 part files are there as they were written. See verify");

    Files.copy(workspace.root().resolve("part"), part);
    Files.delete(manifest);
    assertThat(evaluate("r1")).isEqualTo(2);
    assertThat(told.toString())
        .contains("it has no manifest, so it is not complete. Complete it with enrich.");
    assertThat(workspace.run().resolve("_evaluation.json")).doesNotExist();
  }

  @Test
  void otherLabelsOrDocumentsCannotBeCompared() throws IOException {
    workspace.corpus(GOOD, WRONG);
    enrich("r1", "labels = [cat, dog]");
    enrich("r2", "labels = [cat, cow]");
    workspace.corpus(GOOD, NO_GOLD);
    enrich("r3", "labels = [cat, dog]");

    assertThat(evaluate("r1", "--against", "r2")).isEqualTo(2);
    assertThat(told.toString())
        .contains(
            "Cannot compare run r1 with r2: one has the labels [cat, dog], the other [cat, cow]. Give a run of the same labels.");
    assertThat(evaluate("r1", "--against", "r3")).isEqualTo(2);
    assertThat(told.toString())
        .contains(
            "Cannot compare run r1 with r3: 1 documents of the one and 1 of the other are not in both with the same content. Give a run of the same corpus.");
  }

  @Test
  void anEvaluationGoesWithTheRowsThatItIsOf() throws IOException {
    workspace.corpus(GOOD, EMPTY);
    enrich("r1", "labels = [cat, dog]");
    evaluate("r1");
    assertThat(workspace.run().resolve("_evaluation.html")).exists();

    run("enrich", "--config", config("labels = [cat, dog]"), "--run-id", "r1", "--retry-errors");

    assertThat(workspace.run().resolve("_evaluation.html")).doesNotExist();
    assertThat(workspace.run().resolve("_evaluation.json")).doesNotExist();
    assertThat(workspace.run().resolve("_manifest.json")).exists();
  }

  private void enrich(String runId, String labels) throws IOException {
    assertThat(run("enrich", "--config", config(labels), "--run-id", runId))
        .as(told.toString())
        .isIn(0, 3);
  }

  private String config(String labels) throws IOException {
    return workspace
        .config(
            "tramontane.task { type = classify, classify { template = \"{text}\", "
                + labels
                + " } }",
            "tramontane.run.max-error-ratio = 0.9")
        .toString();
  }

  private int evaluate(String runId, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--output",
                workspace.output().toString(),
                "--run-id",
                runId,
                "--gold-column",
                "kind"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(told);
    return new CommandLineInterface(new FakeModels()).execute(arguments, writer, writer);
  }

  private JsonNode evaluation(String runId) throws IOException {
    return new ObjectMapper()
        .readTree(workspace.output().resolve(runId).resolve("_evaluation.json").toFile());
  }
}
