package io.tramontane.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.ConfigSections;
import io.tramontane.jobs.config.StandIns;
import io.tramontane.jobs.plan.Preflight;
import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.run.EnrichJob;
import io.tramontane.jobs.run.EnrichResult.Complete;
import io.tramontane.jobs.run.RecomputeJob;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.testing.FakeModels;
import io.tramontane.jobs.testing.LakeSession;
import io.tramontane.jobs.testing.SilentProgress;
import io.tramontane.jobs.testing.Workspace;
import io.tramontane.schema.PinnedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Corpora in tables of a format that keeps versions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TablesTest {
  private static final StartOptions REPLAN =
      new StartOptions(false, true, false, Optional.empty(), Optional.empty());
  private static final StartOptions RETRY =
      new StartOptions(false, false, true, Optional.empty(), Optional.empty());

  private final String format;
  private final FakeModels models = new FakeModels();
  private LakeSession session;
  private Workspace workspace;
  private int tables;

  /** The name of the test's table. */
  private String table = "";

  TablesTest(String format) {
    this.format = format;
  }

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    session = LakeSession.open(format, folder);
  }

  @AfterAll
  void close() {
    session.close();
  }

  @BeforeEach
  void newTable(@TempDir Path folder) throws IOException {
    workspace = Workspace.in(folder, 0);
    models.answered().clear();
    table = "%s.lake.t%s".formatted(session.catalog(), tables++);
    sql(
        "CREATE TABLE %s USING %s AS SELECT * FROM VALUES (1L, 'one', 'A'), (2L, 'two', 'B'), (3L, 'three', NULL) AS t(id, text, title)"
            .formatted(table, format));
  }

  @Tag("versions")
  @Test
  void aRunStaysAtTheVersionThatItWasPlannedAt() throws IOException {
    Path config = byName("keep = [title]");
    Complete first = run(config);
    PinnedTable pinned = first.manifest().getInputTables().get(0);
    assertThat(pinned.getFormat()).isEqualTo(format);
    assertThat(pinned.getVersion()).isNotNull();
    changeTable();

    assertThat(run(config).manifest()).isEqualTo(first.manifest());

    loseAChunk();
    Complete again = run(config);
    assertThat(again.manifest().getInputTables()).containsExactly(pinned);
    assertThat(rows()).containsExactly("1 one A", "2 two B", "3 three null");
    assertThat(recompute()).isEmpty();
  }

  @Test
  void replanMovesToThePresentVersionAndTakesOverWhatHolds() throws IOException {
    Path config = byName("keep = [title]");
    run(config);
    changeTable();
    models.answered().clear();

    run(config, REPLAN);

    assertThat(rows()).containsExactly("1 one new title", "3 three null", "4 four D");
    assertThat(models.answered()).containsExactly("four");
    assertThat(recompute()).isEmpty();
  }

  @Test
  void errorsAreRetriedAtTheVersionOfTheRun() throws IOException {
    models.failing().add("two");
    Path config = byName("keep = [title]");
    run(config);
    models.failing().clear();
    changeTable();

    Complete retried = run(config, RETRY);

    assertThat(retried.manifest().getAttempt()).isEqualTo(2);
    assertThat(rows()).containsExactly("1 one A", "2 two B", "3 three null");
  }

  @Test
  void aTableInThePlaceOfAnotherIsNotReadForIt() throws IOException {
    Path config = byName();
    run(config);
    loseAChunk();
    sql("DROP TABLE %s".formatted(table));
    sql("CREATE TABLE %s USING %s AS SELECT 1L AS id, 'another' AS text".formatted(table, format));

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(table.substring(table.lastIndexOf('.') + 1));
  }

  @Test
  void columnsThatCameLaterAreReadAndEarlierVersionsStillAre() throws IOException {
    Path config = byName();
    run(config);
    assertThatThrownBy(() -> run(byName("keep = [title]")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tramontane.input.keep is [title], before []");
    byName();
    sql("ALTER TABLE %s ADD COLUMN price DECIMAL(9,2)".formatted(table));
    sql("INSERT INTO %s VALUES (4, 'four', 'D', 1.50)".formatted(table));

    assertThat(recompute()).isEmpty();

    run(byName("keep = [price, title]"), REPLAN);
    assertThat(
            session
                .spark()
                .read()
                .parquet(workspace.run().toString())
                .orderBy("doc_id")
                .selectExpr("concat_ws(' ', doc_id, typeof(price), price)")
                .collectAsList()
                .toString())
        .isEqualTo("[[1 decimal(9,2)], [2 decimal(9,2)], [3 decimal(9,2)], [4 decimal(9,2) 1.50]]");
  }

  @Tag("versions")
  @Test
  void aQueryPinsEveryTableInIt() throws IOException {
    String labels = table + "_labels";
    sql(
        "CREATE TABLE %s USING %s AS SELECT * FROM VALUES (1L, 'x'), (2L, 'y'), (3L, 'z') AS t(id, label)"
            .formatted(labels, format));
    String query =
        """
        WITH chosen AS (SELECT id, label FROM %2$s WHERE label <> 'y')
        SELECT d.id, text, label FROM %1$s d JOIN chosen USING (id)
        WHERE d.id IN (SELECT id FROM %2$s)
        """
            .formatted(table, labels);
    Path config = config("sql = \"\"\"" + query + "\"\"\"", "keep = [label]");
    Complete first = run(config);
    assertThat(first.manifest().getInputTables()).hasSize(2);
    assertThat(rows("label")).containsExactly("1 one x", "3 three z");
    sql("DELETE FROM %s WHERE id = 3".formatted(labels));
    changeTable();
    loseAChunk();

    run(config);

    assertThat(rows("label")).containsExactly("1 one x", "3 three z");
    assertThat(
            new RecomputeJob(session.spark(), models)
                .run(folder(), 10, new StandIns(Map.of(), Optional.of(config))))
        .isEmpty();
    assertThatThrownBy(
            () -> new RecomputeJob(session.spark(), models).run(folder(), 10, StandIns.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a manifest's word is not enough to run a query");
  }

  @Test
  void aQueryMayNameAVersionItself() throws IOException {
    String version = run(byName()).manifest().getInputTables().get(0).getVersion();
    changeTable();
    Path config =
        config(
            "sql = \"SELECT * FROM %s VERSION AS OF %s\"".formatted(table, version),
            "keep = [title]");

    run(config, new StartOptions(true, false, false, Optional.empty(), Optional.empty()));

    assertThat(rows()).containsExactly("1 one A", "2 two B", "3 three null");
  }

  @Test
  void aTableIsReadByItsFolderToo() throws IOException {
    String path =
        session
            .spark()
            .sql("DESCRIBE TABLE EXTENDED " + table)
            .where("col_name = 'Location'")
            .head()
            .getString(1);
    Path config =
        config("path = \"%s\", table-format = %s".formatted(path, format), "keep = [title]");
    run(config);
    changeTable();
    loseAChunk();

    run(config);

    assertThat(rows()).containsExactly("1 one A", "2 two B", "3 three null");
    assertThat(recompute()).isEmpty();
  }

  @Test
  void namesInATableMeanNothing() throws IOException {
    String odd = table + "_odd";
    sql(
        "CREATE TABLE %s USING %s AS SELECT 1L AS id, 'one' AS text, 'a' AS Provider, 'b' AS Type"
            .formatted(odd, format));

    Complete result = run(config("path = \"%s\"".formatted(odd)));

    assertThat(result.manifest().getInputTables().get(0).getFormat()).isEqualTo(format);
  }

  @Test
  void queriesAndTypesOfEveryShapeAreRead() throws IOException {
    String odd = "%s.lake.`%s_select`".formatted(session.catalog(), tables);
    sql("CREATE TABLE %s USING %s AS SELECT * FROM %s".formatted(odd, format, table));
    String query =
        """
        SELECT CAST(a.id AS DECIMAL(38,0)) AS id, encode(a.text, 'UTF-8') AS text, n.word AS title
        FROM %1$s a LEFT JOIN %1$s b ON b.id = a.id + 1, (VALUES ('w')) AS n(word)
        WHERE EXISTS (SELECT 1 FROM %2$s c WHERE c.id = a.id AND c.id < 3)
        """
            .formatted(odd, table);
    Path config = config("sql = \"\"\"" + query + "\"\"\"", "keep = [title]");

    Complete result = run(config);

    assertThat(result.manifest().getInputTables()).hasSize(2);
    assertThat(rows()).containsExactly("1 one w", "2 two w");
    changeTable();
    loseAChunk();
    run(config);
    assertThat(rows()).containsExactly("1 one w", "2 two w");
  }

  @Test
  void anEmptyTableIsAnEmptyCorpus() throws IOException {
    String empty = table + "_empty";
    sql("CREATE TABLE %s (id BIGINT, text STRING) USING %s".formatted(empty, format));
    Path config = config("path = \"%s\", allow-empty = true".formatted(empty));
    run(config);
    sql("INSERT INTO %s VALUES (1, 'one')".formatted(empty));

    assertThat(run(config).manifest().getDocumentsRead()).isZero();
    run(config, REPLAN);
    assertThat(rows("1")).containsExactly("1 one 1");
  }

  @Test
  void whatKeepsNoVersionsIsRefusedUnlessAllowed() throws IOException {
    String view = "spark_catalog.default.v" + tables;
    sql("CREATE VIEW %s AS SELECT 1 AS id, 'one' AS text".formatted(view));
    String parquet = workspace.root().resolve("files").toString();
    session.spark().sql("SELECT 2 AS id, 'two' AS text").write().parquet(parquet);
    String query = "SELECT * FROM %s UNION ALL SELECT * FROM parquet.`%s`".formatted(view, parquet);
    Path refused = config("sql = \"%s\"".formatted(query));

    assertThatThrownBy(() -> run(refused))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nobody keeps the versions of ")
        .hasMessageContaining("(view)")
        .hasMessageContaining("(files)");

    Complete result = run(config("sql = \"%s\"".formatted(query), "allow-unpinned = true"));
    assertThat(result.manifest().getInputTables())
        .hasSize(2)
        .allMatch(table -> table.getVersion() == null);
    assertThat(rows("1")).containsExactly("1 one 1", "2 two 1");
    sql("DROP VIEW %s".formatted(view));
  }

  @Test
  void whatIsReadWithoutAVersionMustStayAsItWasPlanned() throws IOException {
    Path files = workspace.root().resolve("files");
    session.spark().sql("SELECT 1 AS id, 'one' AS text").write().parquet(files.toString());
    Path config =
        config("sql = \"SELECT * FROM parquet.`%s`\"".formatted(files), "allow-unpinned = true");
    run(config);
    loseAChunk();
    session
        .spark()
        .sql("SELECT 1 AS id, 'other' AS text")
        .write()
        .mode("overwrite")
        .parquet(files.toString());

    assertThatThrownBy(() -> run(config))
        .hasStackTraceContaining("are not those that were planned, so the input has changed");
    run(config, REPLAN);
    assertThat(rows("1")).containsExactly("1 other 1");
  }

  @Tag("versions")
  @Test
  void aFinishedRunIsPublishedOnce() throws IOException {
    Path config = publishing("r1", "table-format = " + format, "partition-by = [title]");

    Complete first = run(config);

    PinnedTable published = first.manifest().getPublished();
    assertThat(published.getName()).isEqualTo(table + "_out");
    assertThat(published.getFormat()).isEqualTo(format);
    assertThat(publishedRows()).containsExactly("1 one A", "2 two B", "3 three null");
    long commits = commits();
    assertThat(run(config).manifest()).isEqualTo(first.manifest());
    // As if the process had died between the table's commit and the manifest.
    Files.delete(workspace.run().resolve("_manifest.json"));
    assertThat(run(config).manifest().getPublished()).isEqualTo(published);
    assertThat(commits()).isEqualTo(commits);
  }

  @Test
  void laterRunsReplaceTheRowsOfTheirDocumentsAndErrorsNoAnswers() throws IOException {
    run(publishing("r1", "table-format = " + format));
    changeTable();
    models.failing().add("three");

    run(publishing("r2"));
    assertThat(publishedRows())
        .containsExactly("1 one new title", "2 two B", "3 three null", "4 four D");

    run(publishing("r3", "replace-by-errors = true"));
    models.failing().clear();
    assertThat(publishedRows())
        .containsExactly("1 one new title", "2 two B", "3 null null", "4 four D");
  }

  @Test
  void aTableThatDoesNotFitIsRefusedBeforeAnythingIsComputed() throws IOException {
    assertNotPublished(publishing("r1"), "there is none");
    assertNotPublished(
        publishing("r1", "table-format = " + format, "partition-by = [text]"),
        "tramontane.input.keep is [title]");
    sql("CREATE TABLE %s_out (doc_id STRING) USING %s".formatted(table, format));
    assertNotPublished(publishing("r1"), "it has not the columns content_hash STRING");
  }

  private void assertNotPublished(Path config, String message) {
    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
    assertThat(models.answered()).isEmpty();
    assertThat(workspace.run()).doesNotExist();
  }

  Path publishing(String runId, String... output) throws IOException {
    Path config = byName("keep = [title]");
    String settings =
        "tramontane.run.id = %s\ntramontane.output { table = %s_out, %s }\n"
            .formatted(runId, table, String.join(", ", output));
    return Files.writeString(config, Files.readString(config) + settings);
  }

  private List<String> publishedRows() {
    return texts(table + "_out");
  }

  List<String> texts(String published) {
    return texts(session.spark().table(published), "title");
  }

  Path root() {
    return workspace.root();
  }

  private long commits() {
    return format.equals("delta")
        ? session.spark().sql("DESCRIBE HISTORY %s_out".formatted(table)).count()
        : session.spark().table(table + "_out.snapshots").count();
  }

  @Test
  void mistakesAreTold() throws IOException {
    assertRefused("path = \"%s_none\"".formatted(table), "_none");
    for (String moving :
        List.of(
            "range(3)",
            "%s TIMESTAMP AS OF current_timestamp()".formatted(table),
            "IDENTIFIER(concat('%s', ''))".formatted(table))) {
      assertRefused(
          "sql = \"SELECT 1 AS id, 'a' AS text FROM %s\"".formatted(moving),
          "nobody keeps the versions of ");
    }
    assertRefused(
        "sql = \"SELECT idd AS id, text FROM %s\"".formatted(table), "Correct tramontane.input.");
    assertRefused(
        "sql = \"SELECT CAST(X'ff' AS STRING) AS id, 'a' AS text\"",
        "a row is not valid UTF-8 in id");
    assertRefused("path = \"/a/path\"", "it is no name of a table");
    assertRefused("sql = \"DROP TABLE %s\"".formatted(table), "Spark cannot read it as a query");
    assertThat(session.spark().table(table).count()).isEqualTo(3);
    assertRefused("sql = \"SELECT text FROM %s\"".formatted(table), "it has no columns called id");
    assertRefused(
        "sql = \"SELECT id, array(text) AS text FROM %s\"".formatted(table),
        "its column text is of type array<string>");
    assertRefused(
        "sql = \"SELECT id, text, id AS ID FROM %s\", keep = [output]".formatted(table),
        "Cannot keep output: rows have columns of that name already");
  }

  private void assertRefused(String input, String message) throws IOException {
    Path config = config(input);
    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
    assertThat(workspace.run()).doesNotExist();
  }

  /** A deletion, an update and a new row. */
  private void changeTable() {
    sql(
        """
        MERGE INTO %s t
        USING (SELECT * FROM VALUES (1L, 'one', 'new title'), (2L, 'two', 'B'), (4L, 'four', 'D') AS s(id, text, title)) s
        ON t.id = s.id
        WHEN MATCHED AND s.id = 2 THEN DELETE
        WHEN MATCHED THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *
        """
            .formatted(table));
  }

  /** So that it is computed again. */
  private void loseAChunk() throws IOException {
    Files.delete(workspace.run().resolve("part-00000.parquet"));
  }

  private Path byName(String... input) throws IOException {
    return config("path = \"%s\"".formatted(table), String.join(", ", input));
  }

  private Path config(String... input) throws IOException {
    String settings =
        """
        tramontane.model.path = "%1$s/model.gguf"
        tramontane.task.type = summarize
        tramontane.input { format = table, %2$s }
        tramontane.output.path = "%1$s/out"
        tramontane.run { id = r1, chunk-tokens = 275, max-error-ratio = 1 }
        """
            .formatted(workspace.root(), String.join("\n", input));
    return Files.writeString(workspace.root().resolve("run.conf"), settings);
  }

  Complete run(Path config) {
    return run(config, StartOptions.NONE);
  }

  private Complete run(Path config, StartOptions options) {
    Problems problems = new Problems();
    ConfigSections sections = ConfigLoader.load(config, Map.of(), problems);
    return (Complete)
        new EnrichJob(session.spark(), models, new SilentProgress())
            .run(new Preflight(models, options, problems, new Configuration()).check(sections));
  }

  private List<String> recompute() {
    return new RecomputeJob(session.spark(), models)
        .run(
            folder(),
            10,
            new StandIns(Map.of(), Optional.of(workspace.root().resolve("run.conf"))));
  }

  private RunFolder folder() {
    return RunFolder.of(workspace.output().toString(), "r1", new Configuration());
  }

  private List<String> rows() {
    return rows("title");
  }

  private List<String> rows(String kept) {
    return texts(session.spark().read().parquet(workspace.run().toString()), kept);
  }

  private static List<String> texts(Dataset<Row> rows, String kept) {
    return rows
        .orderBy("doc_id")
        .selectExpr(
            "concat(doc_id, ' ', coalesce(output, 'null'), ' ', coalesce(string(%s), 'null'))"
                .formatted(kept))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private void sql(String statement) {
    session.spark().sql(statement).collectAsList();
  }
}
