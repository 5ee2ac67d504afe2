package io.tramontane.jobs.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.testing.ThinkingModel;
import io.tramontane.udf.model.RegistryModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a model that thinks before it answers, through the commands. */
class ThinkingRunTest {
  private static final List<String> COLUMNS_OF_ALL =
      List.of(
          "error",
          "finish_reason",
          "prompt_tokens",
          "completion_tokens",
          "truncated",
          "model",
          "fingerprint");
  private static final int DOCUMENTS = 20;

  private final StringWriter out = new StringWriter();
  private final Path folder;

  ThinkingRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void makeModelAndCorpus() throws IOException {
    TestSpark.session();
    ThinkingModel.qwen3(folder.resolve("model.gguf"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      lines.add("{\"id\": \"d%s\", \"text\": \"document %s\"}".formatted(i, i % 15));
    }
    lines.add("{\"id\": \"blank\", \"text\": \" \"}");
    Files.write(folder.resolve("corpus.jsonl"), lines);
  }

  @Test
  void rowsCountThoughtsAndCanBeComputedAgain() throws IOException {
    for (String task : List.of("classify", "summarize")) {
      assertThat(enrich(task, task, "task.thinking = 12")).as(out.toString()).isZero();

      Dataset<Row> rows = rows(task);
      assertThat(rows.columns()).containsExactly(columns(task, true));
      Dataset<Row> answers = rows.where("error is null");
      assertThat(answers.where("thinking_tokens not between 1 and 12").count()).isZero();
      assertThat(answers.where("thinking_tokens < 12").count()).as("by themselves").isPositive();
      assertThat(answers.where("thinking_tokens = 12").count()).as("cut").isPositive();
      assertThat(rows.where("doc_id = 'blank' and thinking_tokens = 0").count()).isOne();
      assertThat(answers.where("output like '%think>%'").count()).isZero();
      assertThat(
              answers
                  .where(
                      task.equals("classify")
                          ? "completion_tokens != thinking_tokens"
                          : "completion_tokens <= thinking_tokens")
                  .count())
          .isZero();
      assertThat(manifest(task).get("completion_tokens").asLong())
          .isEqualTo(
              rows.dropDuplicates("content_hash")
                  .agg(sum(col("completion_tokens")))
                  .head()
                  .getLong(0));
      assertThat(manifest(task).get("fingerprint_parts").get("thinking").asText()).isEqualTo("12");

      assertThat(command("verify", "--output", output(), "--run-id", task, "--recompute", "9"))
          .as(out.toString())
          .isZero();
    }
  }

  @Test
  void aRunWithoutThoughtsIsAsRunsAlwaysWere() throws IOException {
    assertThat(enrich("classify", "plain", "")).as(out.toString()).isZero();

    assertThat(rows("plain").columns()).containsExactly(columns("classify", false));
    assertThat(manifest("plain").get("fingerprint_parts").has("thinking")).isFalse();
    assertThat(manifest("plain").get("completion_tokens").asLong()).isZero();

    assertThat(enrich("classify", "plain", "task.thinking = 12")).isEqualTo(2);
    assertThat(out.toString())
        .contains("it was started with other settings: thinking: 12, before null");
  }

  @Test
  void answersThatAreTakenOverKeepTheCountOfTheirThoughts() throws IOException {
    assertThat(enrich("summarize", "first", "task.thinking = 12")).as(out.toString()).isZero();

    assertThat(enrich("summarize", "second", "task.thinking = 12, run.reuse = previous-runs"))
        .as(out.toString())
        .isZero();

    assertThat(manifest("second").get("rows_reused").asLong()).isPositive();
    assertThat(manifest("second").get("completion_tokens").asLong()).isZero();
    assertThat(rows("second").exceptAll(rows("first")).count()).isZero();
    assertThat(rows("second").agg(sum(col("thinking_tokens"))).head().getLong(0)).isPositive();
  }

  @Test
  void aModelThatCannotThinkIsRefusedBeforeAnythingIsWritten() throws IOException {
    String model = Path.of("../models/tramontane-tiny-q8_0.gguf").toRealPath().toString();

    assertThat(enrich("classify", "refused", "task.thinking = 12, model.path = \"" + model + "\""))
        .isEqualTo(2);

    assertThat(out.toString())
        .contains("Cannot think before an answer: chat format mistral-v1 knows no thoughts");
    assertThat(Path.of(output())).doesNotExist();
    assertThat(enrich("classify", "refused", "task.thinking = sometimes")).isEqualTo(2);
    assertThat(out.toString())
        .contains("it is neither off nor a number of tokens from 1 to 100000.");
  }

  private static String[] columns(String task, boolean thinks) {
    List<String> columns = new ArrayList<>(List.of("doc_id", "content_hash", "task", "output"));
    if (task.equals("classify")) {
      columns.add("scores");
    }
    columns.addAll(COLUMNS_OF_ALL);
    if (thinks) {
      columns.add(columns.indexOf("completion_tokens") + 1, "thinking_tokens");
    }
    return columns.toArray(String[]::new);
  }

  private String output() {
    return folder + "/out";
  }

  private Dataset<Row> rows(String runId) {
    return TestSpark.session().read().parquet(output() + "/" + runId);
  }

  private JsonNode manifest(String runId) throws IOException {
    return new ObjectMapper().readTree(Path.of(output(), runId, "_manifest.json").toFile());
  }

  /**
   * Runs a task.
   *
   * @param more settings
   */
  private int enrich(String task, String runId, String more) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve(runId + ".conf"),
            """
            tramontane {
              model.path = "%1$s/model.gguf"
              task.type = %2$s
              task.classify { template = "{labels}? {text}", labels = [ab, ac, zebra] }
              task.summarize { template = "Sum: {text}", max-tokens = 14 }
              input { path = "%1$s/corpus.jsonl", format = jsonl }
              output.path = "%1$s/out"
              run { id = %3$s, max-error-ratio = 0.5 }
              engine.kv-memory = 64MiB
              %4$s
            }
            """
                .formatted(folder, task, runId, more));
    return command("enrich", "--config", config.toString());
  }

  private int command(String... arguments) {
    PrintWriter writer = new PrintWriter(out);
    return new CommandLineInterface(new RegistryModels()).execute(arguments, writer, writer);
  }
}
