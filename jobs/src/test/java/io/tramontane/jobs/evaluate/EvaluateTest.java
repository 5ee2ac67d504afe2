package io.tramontane.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tramontane.gguf.ModelDigest;
import io.tramontane.jobs.testing.Browser;
import io.tramontane.jobs.testing.SampleRuns;
import io.tramontane.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, from runs of the embedded model to files; DuckDB computes the figures again. */
class EvaluateTest {
  /**
   * Floors of the embedded model on the whole sample corpus of 72 documents, in int8. Measured:
   * accuracy 0.889, ROUGE-L F1 0.206. A new model sets new ones, somewhat below what it reaches.
   */
  private static final double ACCURACY_FLOOR = 0.86;

  private static final double ROUGE_L_FLOOR = 0.19;

  /** The corpus of which the floors are. */
  private static final String CORPUS_DIGEST =
      "57fd03de28218b1417b0b3040f7d3beef7d9a4cc06c492c97c5d6b710dd758e9";

  private static SampleRuns runs = new SampleRuns(Path.of(""));

  private final StringWriter told = new StringWriter();

  @BeforeAll
  static void makeRuns(@TempDir Path shared) throws IOException {
    TestSpark.session();
    runs = new SampleRuns(shared);
    runs.enrich("classify", "labels", "int8");
    runs.enrich("classify", "labels32", "float32");
    runs.enrich("summarize", "gists", "int8");
    runs.enrich("summarize", "gists32", "float32");
  }

  @Test
  void classificationIsAsTheRowsSay() throws Exception {
    assertThat(evaluate("labels", "--gold-column", "section")).as(told.toString()).isEqualTo(0);

    JsonNode found = runs.evaluation("labels", "_evaluation");
    assertThat(found.at("/documents/evaluated").asInt()).isEqualTo(72);
    assertThat(found.at("/headline/accuracy/value").asDouble())
        .isCloseTo(number("SELECT avg((output = gold)::INT) FROM labels"), within(1e-12));
    assertThat(found.at("/headline/macro_f1/value").asDouble())
        .isCloseTo(
            number(
                "SELECT avg(2 * hits / (g + a)) FROM (SELECT label, (SELECT count(*) FROM labels WHERE gold = label) g, (SELECT count(*) FROM labels WHERE output = label) a, (SELECT count(*) FROM labels WHERE gold = label AND output = label) hits FROM (SELECT gold AS label FROM labels UNION SELECT output FROM labels))"),
            within(1e-12));
    assertThat(found.at("/headline/expected_calibration_error/value").asDouble())
        .isCloseTo(
            number(
                "SELECT sum(abs(gap)) / 72 FROM (SELECT sum(p - (output = gold)::INT) gap FROM labels GROUP BY ceil(p * 10))"),
            within(1e-12));
    assertThat(found.at("/classification/labels").findValuesAsText("label"))
        .hasSize(12)
        .startsWith("libs", "libdevel");
    assertThat(told.toString())
        .contains("Run labels, against column section of " + SampleRuns.CORPUS)
        .containsPattern("Accuracy +0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\)")
        .containsPattern("libdevel +6 ")
        .contains("18 documents, Accuracy");
    assertThat(runs.command(told, "verify", "--output", runs.output().toString())).isEqualTo(0);
    assertThat(runs.output().resolve("labels/.attempts")).doesNotExist();
  }

  @Test
  void summariesAreAsTheRowsSay() throws Exception {
    assertThat(evaluate("gists", "--gold-column", "synopsis")).as(told.toString()).isEqualTo(0);

    JsonNode found = runs.evaluation("gists", "_evaluation");
    assertThat(found.at("/summaries/mean_words").asDouble())
        .isCloseTo(number("SELECT avg(len(said)) FROM gists"), within(1e-12));
    assertThat(found.at("/summaries/median_words").asDouble())
        .isCloseTo(number("SELECT median(len(said)) FROM gists"), within(1e-12));
    String common =
        "len(said) - list_sum([greatest(0, len(list_filter(said, s -> s = w)) - len(list_filter(gold, s -> s = w))) for w in list_distinct(said)])";
    assertThat(found.at("/headline/rouge_1_f1/value").asDouble())
        .isCloseTo(
            number("SELECT avg(2 * (" + common + ") / (len(said) + len(gold))) FROM gists"),
            within(1e-12));
    assertThat(found.at("/summaries/shared_documents").asInt())
        .isEqualTo(
            (int)
                number(
                    "SELECT count(*) FROM gists WHERE output IN (SELECT output FROM gists GROUP BY 1 HAVING count(*) > 1)"));
    assertThat(told.toString()).containsPattern("ROUGE-L F1 +0\\.\\d{3} \\(");
  }

  @Test
  void theEmbeddedModelIsNoWorseThanItsFloors() throws Exception {
    assertThat(ModelDigest.sha256(List.of(SampleRuns.CORPUS))).isEqualTo(CORPUS_DIGEST);
    evaluate("labels", "--gold-column", "section");
    evaluate("gists", "--gold-column", "synopsis");

    assertThat(runs.evaluation("labels", "_evaluation").at("/headline/accuracy/value").asDouble())
        .isGreaterThanOrEqualTo(ACCURACY_FLOOR);
    assertThat(runs.evaluation("gists", "_evaluation").at("/headline/rouge_l_f1/value").asDouble())
        .isGreaterThanOrEqualTo(ROUGE_L_FLOOR);
  }

  @Test
  void twoArithmeticsAreComparedDocumentByDocument() throws Exception {
    assertThat(evaluate("labels", "--gold-column", "section", "--against", "labels32"))
        .as(told.toString())
        .isEqualTo(0);

    JsonNode comparison =
        runs.evaluation("labels", "_evaluation-against-labels32").get("comparison");
    assertThat(comparison.at("/agreement/same").asInt())
        .isEqualTo(
            (int)
                number(
                    "SELECT count(*) FROM labels JOIN labels32 USING (doc_id) WHERE labels.output = labels32.output"));
    int onlyHere =
        (int)
            number(
                "SELECT count(*) FROM labels JOIN labels32 USING (doc_id) WHERE labels.output = labels.gold AND labels32.output <> labels.gold");
    assertThat(comparison.at("/mcnemar/only_run_right").asInt()).isEqualTo(onlyHere);
    assertThat(comparison.at("/settings").findValuesAsText("name")).containsExactly("arithmetic");
    assertThat(comparison.at("/differences/accuracy/verdict").asText())
        .isIn("same", "no_difference_shown");
    assertThat(told.toString()).contains("Against run labels32").contains("McNemar's exact test p");

    assertThat(evaluate("gists", "--gold-column", "synopsis", "--against", "gists32")).isEqualTo(0);
    JsonNode difference =
        runs.evaluation("gists", "_evaluation-against-gists32")
            .at("/comparison/differences/rouge_l_f1");
    assertThat(difference.get("low").asDouble())
        .isLessThanOrEqualTo(difference.get("value").asDouble());
  }

  @Test
  void aGoldFileMayLackDocumentsAndHaveOtherLabels() throws Exception {
    Path gold =
        Files.writeString(
            runs.folder().resolve("gold.csv"),
            "id,right\ntollhoused,net\npython3-gillkey,\"a label, of ours\"\nno such,net\n");

    assertThat(evaluate("labels", "--gold-column", "right", "--gold", gold.toString()))
        .as(told.toString())
        .isEqualTo(0);

    JsonNode documents = runs.evaluation("labels", "_evaluation").get("documents");
    assertThat(documents.get("evaluated").asInt()).isEqualTo(1);
    assertThat(documents.get("gold_is_no_label").asInt()).isEqualTo(1);
    assertThat(documents.get("without_gold").asInt()).isEqualTo(70);
    assertThat(told.toString())
        .contains("70 documents have no gold")
        .contains("1 documents have a gold that is none of the run's labels");
  }

  @Test
  void aColumnOfTheCorpusMakesSlices() throws Exception {
    assertThat(evaluate("labels", "--gold-column", "section", "--slice-column", "section"))
        .isEqualTo(0);

    List<String> parts = new ArrayList<>();
    runs.evaluation("labels", "_evaluation")
        .get("slices")
        .forEach(slice -> parts.add(slice.get("by").asText() + " " + slice.get("documents")));
    assertThat(parts).hasSize(16).containsOnly("length 18", "section 6");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsWritten() throws Exception {
    assertRefused("Cannot find run none in ", "none", "--gold-column", "section");
    assertRefused(
        "Cannot read column sektion of "
            + SampleRuns.CORPUS
            + ": no record has both id and sektion.",
        "labels",
        "--gold-column",
        "sektion");
    assertRefused("of its 72 documents, 0 are not in", "labels", "--gold-column", "synopsis");
    assertRefused(
        "Cannot compare run labels with gists: one is to classify, the other to summarize. Give a run of the same task.",
        "labels",
        "--gold-column",
        "section",
        "--against",
        "gists");
    assertRefused(
        "no.csv: it does not exist. Correct its path.",
        "labels",
        "--gold-column",
        "x",
        "--gold",
        "no.csv");
    Path gold = Files.writeString(runs.folder().resolve("wrong.csv"), "name,right\na,net\n");
    assertRefused(
        "it has no column id; the first line has 2 other names.",
        "labels",
        "--gold-column",
        "right",
        "--gold",
        gold.toString());
    Files.writeString(gold, "id,right\na,net\nb,net\na,doc\n");
    assertRefused(
        "records share an identity in id, among them a.",
        "labels",
        "--gold-column",
        "right",
        "--gold",
        gold.toString());
    Path noParquet = Files.writeString(runs.folder().resolve("wrong.parquet"), "id,right\na,net\n");
    assertRefused(
        "as parquet: ", "labels", "--gold-column", "right", "--gold", noParquet.toString());
  }

  @Test
  void aBrowserDrawsTheCharts(@TempDir Path folder) throws Exception {
    evaluate("labels", "--gold-column", "section", "--against", "labels32");
    evaluate("gists", "--gold-column", "synopsis");
    Path labels = runs.output().resolve("labels/_evaluation-against-labels32.html");

    assertThat(Browser.canvasesDrawn(labels, folder)).isEqualTo(1);
    assertThat(Browser.canvasesDrawn(runs.output().resolve("gists/_evaluation.html"), folder))
        .isEqualTo(1);
    assertThat(Files.readString(labels))
        .contains("<td style=\"--share: 1.000\" title=\"perl answered as perl\">6</td>")
        .contains("<h2>Against run labels32</h2>")
        .contains("<th scope=\"row\">0.9–1.0</th>")
        .doesNotContain("reverse proxy");
  }

  private void assertRefused(String message, String run, String... arguments) {
    told.getBuffer().setLength(0);
    assertThat(evaluate(run, arguments)).as(told.toString()).isEqualTo(2);
    assertThat(told.toString()).contains(message).doesNotContain("\tat ");
  }

  private int evaluate(String run, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", "--output", runs.output().toString(), "--run-id", run));
    arguments.addAll(List.of(more));
    return runs.command(told, arguments.toArray(String[]::new));
  }

  private static double number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String run : List.of("labels", "labels32")) {
        statement.execute(
            "CREATE VIEW %1$s AS SELECT doc_id, output, scores[1].probability AS p, section AS gold FROM read_parquet('%2$s/%1$s/*.parquet') JOIN read_json('%3$s') ON doc_id = id"
                .formatted(run, runs.output(), SampleRuns.CORPUS));
      }
      statement.execute(
          "CREATE VIEW gists AS SELECT output, regexp_extract_all(lower(output), '[\\p{L}\\p{M}\\p{N}]+') AS said, regexp_extract_all(lower(synopsis), '[\\p{L}\\p{M}\\p{N}]+') AS gold FROM read_parquet('%s/gists/*.parquet') JOIN read_json('%s') ON doc_id = id"
              .formatted(runs.output(), SampleRuns.CORPUS));
      try (ResultSet result = statement.executeQuery(query)) {
        result.next();
        return result.getDouble(1);
      }
    }
  }
}
