package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.DOCUMENTS;
import static io.tramontane.udf.ExampleSession.KIND;
import static io.tramontane.udf.ExampleSession.LABELS;
import static io.tramontane.udf.ExampleSession.MODEL;
import static io.tramontane.udf.ExampleSession.readDocuments;
import static io.tramontane.udf.TramontaneFunctions.aiQuery;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.Backend;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.backend.local.LocalBackend;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.udf.model.ModelRegistry;
import io.tramontane.version.SoftwareVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions in queries, with the embedded model. */
@Tag("versions")
class FunctionsTest {
  private static SparkSession spark;

  @BeforeAll
  static void open(@TempDir Path folder) {
    spark = ExampleSession.builder(folder).getOrCreate();
    readDocuments(spark);
    ExampleSession.classifyDocuments(spark);
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  /** As where the session was made before the extension could be set. */
  private static SparkSession withoutExtension() {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      return SparkSession.builder().getOrCreate();
    } finally {
      SparkSession.setActiveSession(spark);
      SparkSession.setDefaultSession(spark);
    }
  }

  private static List<Row> rows(String query) {
    return spark.sql(query).collectAsList();
  }

  private static Object value(String query) {
    return rows(query).get(0).get(0);
  }

  private static long requests(String query) {
    return ExampleSession.requests(spark, query);
  }

  @Test
  void aLabelIsWhatTheModelSaysOfThePrompt() {
    Map<String, String> kinds =
        rows("SELECT id, kind FROM kinds").stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getString(1)));
    Classify task =
        new Classify(
            new DocumentPrompt(
                Classify.defaultTemplate(), Classify.values(LABELS), Truncation.HEAD, 512),
            LABELS);
    try (Backend backend = LocalBackend.open(Path.of(MODEL), new EngineSettings(1, 64 << 20, 512));
        Session session = backend.open(List.of(task))) {
      for (Row row : rows("SELECT id, body FROM docs")) {
        Answer answer = (Answer) session.submit(Texts.of(row.getString(1))).join().only();
        assertThat(answer.values().get("output")).isEqualTo(kinds.get(row.getString(0)));
      }
    }
    assertThat(kinds).hasSize(DOCUMENTS);
  }

  @Test
  void theProbabilitiesOfAllLabelsComeMostProbableFirst() {
    for (Row row :
        rows(
            "SELECT s, kind FROM (SELECT id, "
                + KIND.replace("ai_classify", "ai_classify_scores")
                + " AS s FROM docs) JOIN kinds USING (id)")) {
      List<Row> scores = row.getList(0);
      List<Double> probabilities = scores.stream().map(score -> score.getDouble(1)).toList();
      assertThat(scores.get(0).getString(0)).isEqualTo(row.getString(1));
      assertThat(scores.stream().map(score -> score.getString(0))).hasSameElementsAs(LABELS);
      assertThat(probabilities).isSortedAccordingTo((one, other) -> Double.compare(other, one));
      assertThat(probabilities.stream().mapToDouble(p -> p).sum()).isBetween(0.999999, 1.000001);
    }
  }

  @Test
  void generatesTextWithinItsLimits() {
    Row row =
        rows("SELECT ai_summarize(body) AS gist, ai_summarize(body, 0) AS free, ai_gen(body) AS g,"
                + " ai_query(concat('Document:\\n', body, '\\n\\nSummary:'),"
                + " named_struct('max_tokens', 3)) AS q, ai_count_tokens('a b')"
                + " AS n FROM docs ORDER BY id LIMIT 1")
            .get(0);

    assertThat(row.<String>getAs("gist")).isNotBlank();
    assertThat(row.<String>getAs("free")).isNotBlank();
    assertThat(row.<String>getAs("g")).isNotBlank();
    Row answer = row.getAs("q");
    assertThat(answer.schema().fieldNames())
        .containsExactly(
            "response", "error", "finish_reason", "prompt_tokens", "completion_tokens");
    assertThat(answer.<String>getAs("error")).isNull();
    assertThat(answer.<String>getAs("finish_reason")).isEqualTo("length");
    assertThat(answer.<Integer>getAs("completion_tokens")).isEqualTo(3);
    assertThat(row.<Integer>getAs("n")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void optionsMayBeAStructOfNamedColumns() {
    Column options = struct(lit(3).as("max_tokens"), lit(0.5).as("temperature"));
    Row row = spark.table("docs").select(aiQuery(col("id"), options)).head();
    assertThat(row.getStruct(0).<Integer>getAs("completion_tokens")).isLessThanOrEqualTo(3);
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(value("SELECT tramontane_version()")).isEqualTo(SoftwareVersion.get());
    assertThat(SoftwareVersion.get()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(value("DESCRIBE FUNCTION tramontane_version").toString())
        .contains("tramontane_version");
    assertThatThrownBy(() -> rows("SELECT tramontane_version(1)"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("WRONG_NUM_ARGS");
  }

  @Test
  void aSeedMakesSampledTextRepeatable() {
    String query =
        "SELECT array_agg(a.response) FROM (SELECT ai_query(id, named_struct('max_tokens', 6,"
            + " 'temperature', 0.9, 'top_p', 0.95, 'seed', %s, 'stop', array('zzz'))) AS a FROM docs"
            + " ORDER BY id)";

    assertThat(value(query.formatted(1))).isEqualTo(value(query.formatted(1)));
    assertThat(value(query.formatted(1))).isNotEqualTo(value(query.formatted(2)));
  }

  @Test
  void ofNullComesNull() {
    Row row =
        rows("SELECT ai_summarize(NULL), ai_classify(NULL, array('a', 'b')), ai_classify_scores(x,"
                + " array('a', 'b')), ai_gen(x), ai_query(x, named_struct('seed', 1)),"
                + " ai_count_tokens(x) FROM VALUES (CAST(NULL AS STRING)) AS t(x)")
            .get(0);

    for (int column = 0; column < row.size(); column++) {
      assertThat(row.isNullAt(column)).as("column " + column).isTrue();
    }
  }

  @Test
  void aRowWithoutAnAnswerFailsTheQuery() {
    assertThatThrownBy(() -> rows("SELECT ai_classify(x, array('a', 'b')) FROM VALUES (' ') t(x)"))
        .isInstanceOfSatisfying(
            SparkRuntimeException.class,
            failure -> {
              assertThat(failure.getCondition()).isEqualTo("USER_RAISED_EXCEPTION");
              assertThat(failure.getSqlState()).isEqualTo("P0001");
            })
        .hasMessageStartingWith(
            "[USER_RAISED_EXCEPTION] Cannot run ai_classify on a row: Cannot ask about a text: it is blank. Leave such rows"
                + " out. Or set spark.tramontane.failOnError=false to get NULL for such rows.")
        .rootCause()
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aModelThatIsNotThereIsFoundBeforeTheFirstTask() {
    SparkSession wrong = spark.newSession();
    wrong.conf().set("spark.tramontane.model.path", "/nowhere/model.gguf");

    assertThatThrownBy(
            () ->
                wrong
                    .sql("SELECT ai_gen(CAST(raise_error('a task') AS STRING)) FROM range(1)")
                    .show())
        .isInstanceOf(SparkRuntimeException.class)
        .hasMessageContaining("Cannot open /nowhere/model.gguf: there is no such file.");
  }

  @Test
  void aRowWithoutAnAnswerIsNullWhereThatIsWanted() {
    SparkSession lenient = spark.newSession();
    lenient.conf().set("spark.tramontane.failOnError", "false");

    Row row =
        lenient
            .sql(
                "SELECT ai_classify(x, array('a', 'b')), ai_query(x, named_struct('seed', 1)) FROM"
                    + " VALUES (' ') t(x)")
            .collectAsList()
            .get(0);

    assertThat(row.isNullAt(0)).isTrue();
    assertThat(row.getStruct(1).isNullAt(0)).isTrue();
    assertThat(row.getStruct(1).getString(1))
        .isEqualTo("Cannot ask about a text: it is blank. Leave such rows out.");
  }

  @Test
  void aTextThatIsNotUtf8HasNoAnswer() {
    assertThatThrownBy(() -> rows("SELECT ai_gen(CAST(X'61FF' AS STRING))"))
        .rootCause()
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot run ai_gen on a row: Cannot ask about a text: it is not valid UTF-8.");
  }

  @Test
  void aCollatedTextIsOneLikeAnyOther() {
    String query =
        "SELECT n, ai_count_tokens(b), CASE WHEN n > 1 THEN ai_count_tokens(b) END, n > 1 OR"
            + " ai_count_tokens(b) > 2, COALESCE(IF(n > 1, 0, NULL), ai_count_tokens(b)),"
            + " IF(b = 'TIDE TABLES', 'x', ai_classify(b, array('a', 'b'))) IS NOT NULL,"
            + " n > 0 AND ai_count_tokens(upper(b)) > 2, CASE WHEN n = 0 THEN 0 WHEN n = 1 THEN"
            + " ai_count_tokens(b) ELSE ai_count_tokens(concat(b, ' ', b)) END,"
            + " length(COALESCE(NULLIF(ai_classify(b, array('a', 'b')), 'c'), b)),"
            + " n > 1 OR (n > 0 AND ai_classify(b, array('a', 'b')) = b)"
            + " FROM (SELECT id AS n, concat('tide table', IF(id = 0, 's', '')) COLLATE %s AS b FROM range(3))"
            + " WHERE (n < 2 AND ai_count_tokens(b) > 0) OR ai_count_tokens(b) > 1";

    assertSame(query.formatted("UTF8_BINARY"), query.formatted("UTF8_LCASE"));
    assertSame(query.formatted("UTF8_BINARY"), query.formatted("UNICODE_CI"));
  }

  @Test
  void noFailureShowsTheText() {
    SparkSession strict = spark.newSession();
    strict.conf().set("spark.tramontane.truncation", "none");
    strict.sql("SELECT repeat('SECRETMARK ', 500) AS body").createOrReplaceTempView("long");

    assertThatThrownBy(() -> strict.sql("SELECT " + KIND + " FROM long").collectAsList())
        .rootCause()
        .hasMessageStartingWith("Cannot run ai_classify on a row: Cannot ask about a document of ")
        .hasMessageNotContaining("SECRETMARK");
  }

  @Test
  void wrongArgumentsAreFoundBeforeTheQueryRuns() {
    assertWrong("ai_summarize()", "WRONG_NUM_ARGS");
    assertWrong("ai_classify(body)", "WRONG_NUM_ARGS");
    assertWrong(
        "ai_summarize(size)", "its first argument must be a string, and is of the type INT");
    assertWrong("ai_summarize(body, 'ten')", "max_words must be a whole number");
    assertWrong("ai_summarize(body, -1)", "max_words must be from 0 to 10000, and is -1");
    assertWrong("ai_summarize(body, size)", "max_words must be a constant, and is");
    assertWrong("ai_classify(body, array(id, 'b'))", "labels must be a constant, and is");
    assertWrong("ai_classify(body, 'b')", "labels must be an array of strings");
    assertWrong(
        "ai_classify(body, array('b'))", "labels must be 2 to 100 strings, and there are 1");
    assertWrong("ai_classify(body, array('b', 'b'))", "stand in it more than once: b");
    assertWrong("ai_classify(body, array('b', NULL))", "labels must not hold NULL");
    assertWrong("ai_query(body, 1)", "options must be a named_struct");
    assertWrong("ai_query(body, named_struct('tokens', 1))", "options has no field tokens");
    assertWrong("ai_query(body, named_struct('top_p', 0.0))", "top_p must be above 0");
    assertWrong("ai_query(body, named_struct('stop', ''))", "stop must be a string or an array");
  }

  private static void assertWrong(String call, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT id,\n  " + call + " FROM docs"))
        .as(call)
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("line 2 pos 2");
  }

  @Test
  void wrongSettingsAreToldTogether() {
    SparkSession wrong = spark.newSession();
    wrong.conf().set("spark.tramontane.failOnErrors", "x");
    wrong.conf().set("spark.tramontane.window.rows", "0");

    assertThatThrownBy(() -> wrong.sql("SELECT ai_gen('x')").collectAsList())
        .isInstanceOf(SparkRuntimeException.class)
        .hasMessageContaining(
            "Cannot use spark.tramontane.failOnErrors (Spark setting): there is no"
                + " such setting. Did you mean spark.tramontane.failOnError?")
        .hasMessageContaining("Cannot use spark.tramontane.window.rows");
  }

  @Test
  void aCallIsMadeOnceForARowWhateverRefersToIt() {
    String all =
        "SELECT %1$s AS k, upper(%1$s) FROM docs WHERE size > 0 AND %1$s IS NOT NULL AND length(%1$s) > 1 ORDER BY %1$s";
    assertThat(requests(all.formatted(KIND))).isEqualTo(DOCUMENTS);
    assertThat(
            requests(
                "SELECT k, count(*) FROM (SELECT "
                    + KIND
                    + " k FROM docs) WHERE k <> 'x' GROUP BY k"))
        .isEqualTo(DOCUMENTS);
    assertThat(requests("SELECT " + KIND + ", count(*) FROM docs GROUP BY " + KIND))
        .isEqualTo(DOCUMENTS);
    assertThat(
            requests(
                "SELECT "
                    + KIND
                    + ", "
                    + KIND.replace("ai_classify", "ai_classify_scores")
                    + " FROM docs"))
        .isEqualTo(DOCUMENTS);
  }

  @Test
  void noCallIsMadeForRowsThatDoNotNeedIt() {
    long even = (long) value("SELECT count(*) FROM docs WHERE size % 2 = 0");
    assertThat(even).isBetween(1L, DOCUMENTS - 1L);

    assertThat(requests("SELECT " + KIND + " FROM docs WHERE size % 2 = 0")).isEqualTo(even);
    assertThat(requests("SELECT * FROM (SELECT *, " + KIND + " AS k FROM docs) WHERE size % 2 = 0"))
        .isEqualTo(even);
    assertThat(requests("SELECT CASE WHEN size % 2 = 0 THEN " + KIND + " END FROM docs"))
        .isEqualTo(even);
    assertThat(requests("SELECT IF(size % 2 = 0, " + KIND + ", 'odd') FROM docs")).isEqualTo(even);
    assertThat(requests("SELECT COALESCE(IF(size % 2 = 0, NULL, id), " + KIND + ") FROM docs"))
        .isEqualTo(even);
    assertThat(requests("SELECT size % 2 <> 0 OR " + KIND + " = 'libs' FROM docs")).isEqualTo(even);
    assertThat(requests("SELECT size % 2 = 0 AND " + KIND + " = 'libs' FROM docs")).isEqualTo(even);
    assertThat(requests("SELECT " + KIND + " = 'libs' AND size % 2 = 0 FROM docs")).isEqualTo(even);
    assertThat(requests("SELECT " + KIND + " = 'libs' OR size % 2 <> 0 FROM docs")).isEqualTo(even);
    assertThat(
            requests(
                "SELECT IF(size % 2 = 0, IF("
                    + KIND
                    + " = 'libs', "
                    + KIND
                    + ", 'other'), 'odd') FROM docs"))
        .isEqualTo(even);
    assertThat(requests("SELECT count(*) FROM (SELECT " + KIND + " AS k FROM docs)")).isZero();
    assertThat(requests("SELECT id FROM (SELECT id, " + KIND + " AS k FROM docs)")).isZero();
  }

  @Test
  void aCallThatDependsOnAnotherIsMadeForItsRowsAlone() {
    long libs = (long) value("SELECT count(*) FROM kinds WHERE kind = 'libs'");
    assertThat(libs).isBetween(1L, DOCUMENTS - 1L);

    assertThat(requests("SELECT CASE WHEN " + KIND + " = 'libs' THEN ai_gen(id) END FROM docs"))
        .isEqualTo(DOCUMENTS + libs);
    assertThat(requests("SELECT ai_gen(id) FROM docs WHERE " + KIND + " = 'libs'"))
        .isEqualTo(DOCUMENTS + libs);
    assertThat(requests("SELECT ai_count_tokens(ai_gen(id)) FROM docs")).isEqualTo(DOCUMENTS);
  }

  @Test
  void aLimitComesBeforeTheCalls() {
    String big = "(SELECT id, concat('document number ', id) AS body FROM range(0, 100000, 1, 2))";

    assertThat(requests("SELECT " + KIND + " FROM " + big + " LIMIT 10")).isEqualTo(10);
    assertThat(requests("SELECT id, " + KIND + " FROM " + big + " ORDER BY id DESC LIMIT 10"))
        .isEqualTo(10);
    assertThat(requests("SELECT id FROM " + big + " WHERE " + KIND + " IS NOT NULL LIMIT 10"))
        .isLessThanOrEqualTo(10 + 256);
  }

  @Test
  void standsWhereverSqlHasExpressions() {
    assertSame(
        "SELECT kind, count(*) FROM kinds GROUP BY kind",
        "SELECT " + KIND + " AS k, count(*) FROM docs GROUP BY ROLLUP(k) HAVING k IS NOT NULL");
    assertSame(
        "SELECT a.id, b.id FROM kinds a JOIN kinds b ON a.kind = b.kind",
        "SELECT docs.id, b.id FROM docs JOIN kinds b ON " + KIND + " = b.kind");
    assertSame(
        "SELECT a.id, b.id FROM kinds a LEFT JOIN kinds b ON a.kind = b.kind AND b.id < a.id",
        "SELECT docs.id, b.id FROM docs LEFT JOIN kinds b ON "
            + KIND
            + " = b.kind AND b.id < docs.id");
    assertSame(
        "SELECT id FROM kinds WHERE kind = 'libs'",
        "WITH k AS (SELECT *, "
            + KIND
            + " AS kind FROM docs) SELECT a.id FROM k a JOIN k b USING (id) WHERE a.kind = 'libs' AND b.kind = 'libs'");
    assertSame(
        "SELECT id FROM kinds WHERE kind = (SELECT min(kind) FROM kinds)",
        "SELECT id FROM kinds WHERE kind = (SELECT min(" + KIND + ") FROM docs)");
    assertSame(
        "SELECT id FROM kinds WHERE kind = 'libs'",
        "SELECT id FROM kinds WHERE EXISTS (SELECT 1 FROM docs WHERE docs.id = kinds.id AND "
            + KIND
            + " = 'libs')");
    assertSame(
        "SELECT id FROM kinds",
        "SELECT id FROM kinds WHERE EXISTS (SELECT 1 FROM docs WHERE docs.id = kinds.id AND "
            + KIND
            + " = kinds.kind)");
    assertSame(
        "SELECT id, row_number() OVER (PARTITION BY kind ORDER BY id) FROM kinds",
        "SELECT id, row_number() OVER (PARTITION BY " + KIND + " ORDER BY id) FROM docs");
    assertSame(
        "SELECT id, kind FROM kinds UNION ALL SELECT id, upper(kind) FROM kinds",
        "SELECT id, " + KIND + " FROM docs UNION ALL SELECT id, upper(" + KIND + ") FROM docs");
    assertSame(
        "SELECT id, label FROM kinds LATERAL VIEW explode(array(kind)) AS label",
        "SELECT id, s.label FROM docs LATERAL VIEW explode(slice("
            + KIND.replace("ai_classify", "ai_classify_scores")
            + ", 1, 1)) AS s");
  }

  private static void assertSame(String expected, String query) {
    assertThat(rows(query)).as(query).containsExactlyInAnyOrderElementsOf(rows(expected));
  }

  @Test
  void asksAboutGroupsOnce() {
    long sections = (long) value("SELECT count(DISTINCT section) FROM docs");

    assertThat(
            requests(
                "SELECT section, ai_gen(concat_ws(' ', section, max(id))), ai_gen(section), count(*)"
                    + " FROM docs GROUP BY section"))
        .isEqualTo(2 * sections);
    assertSame(
        "SELECT section, size FROM (SELECT section, count(*) AS size FROM docs GROUP BY section)",
        "SELECT section, n FROM (SELECT section, ai_count_tokens(max(body)) AS t, count(*) AS n FROM docs GROUP BY section) WHERE t > 0");
  }

  @Test
  void writesTables() {
    spark.sql("CREATE TABLE written USING parquet AS SELECT id, " + KIND + " AS kind FROM docs");
    spark.sql("INSERT INTO written SELECT id, " + KIND + " FROM docs WHERE size % 2 = 0");

    assertSame(
        "SELECT id, kind FROM kinds UNION ALL SELECT kinds.id, kind FROM kinds JOIN docs USING (id) WHERE size % 2 = 0",
        "SELECT id, kind FROM written");
  }

  @Test
  void rowsKeepTheirOrderAndColumnsInSmallWindows() {
    SparkSession small = spark.newSession();
    small.conf().set("spark.tramontane.window.rows", "2");
    small.conf().set("spark.tramontane.window.bytes", "1KiB");
    readDocuments(small);
    String query = "SELECT id, %s AS kind, size FROM %s ORDER BY id";

    assertThat(small.sql(query.formatted(KIND, "docs")).collectAsList())
        .isEqualTo(rows("SELECT id, kind, size FROM kinds JOIN docs USING (id) ORDER BY id"));
  }

  @Test
  void isThereForPrograms() {
    assertThat(
            spark
                .table("docs")
                .select(
                    col("id"),
                    TramontaneFunctions.aiClassify(col("body"), "libs", "python", "doc", "perl"))
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(rows("SELECT id, kind FROM kinds"));
    assertThat(
            spark
                .table("docs")
                .limit(1)
                .select(
                    TramontaneFunctions.aiSummarize(col("body")),
                    TramontaneFunctions.aiSummarize(col("body"), 20),
                    TramontaneFunctions.aiGen(col("body")),
                    TramontaneFunctions.aiClassifyScores(col("body"), "a", "b"),
                    TramontaneFunctions.aiQuery(
                        col("body"),
                        org.apache.spark.sql.functions.expr("named_struct('max_tokens', 2)")),
                    TramontaneFunctions.aiCountTokens(col("body")))
                .collectAsList())
        .hasSize(1);
  }

  @Test
  void explainTellsNoSecret() {
    String before = spark.conf().get("spark.tramontane.model.path");
    spark.conf().set("spark.tramontane.model.path", "file:/m.gguf?sig=Plughxyzzy");
    try {
      for (String how : List.of("", "EXTENDED", "FORMATTED", "COST")) {
        assertThat(rows("EXPLAIN " + how + " SELECT " + KIND + " FROM docs").toString())
            .contains("model file:/m.gguf?(masked)")
            .doesNotContain("Plughxyzzy");
      }
    } finally {
      spark.conf().set("spark.tramontane.model.path", before);
    }
  }

  @Test
  void explainShowsTheOperatorWithItsSettings() {
    assertThat(String.valueOf(value("EXPLAIN SELECT " + KIND + " FROM docs")))
        .contains("ModelCalls [ai_classify(body")
        .contains(
            "tramontane-tiny-q8_0.gguf, float32, window 256 rows, 32.0 MiB, an error fails the query");
  }

  @Test
  void aCallInALambdaFunctionIsAnError() {
    assertThatThrownBy(
            () -> spark.sql("SELECT transform(array(id), x -> ai_gen(concat(x, '!'))) FROM docs"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("DATATYPE_MISMATCH")
        .hasMessageContaining("\"ai_gen(concat(namedlambdavariable(), !))\"")
        .hasMessageContaining("Explode the array, and call the function on its rows.");
  }

  @Test
  void aCallBesideALambdaFunctionIsNone() {
    assertThat(
            rows(
                "SELECT ai_count_tokens(concat_ws('', transform(array(id), x -> upper(x)))),"
                    + " transform(array(id), x -> concat(x, ai_count_tokens(body))) FROM docs"))
        .isNotEmpty();
  }

  @Test
  void aSessionWithoutTheExtensionCanRegisterTheFunctions() {
    SparkSession plain = withoutExtension();
    assertThatThrownBy(() -> plain.sql("SELECT ai_gen('x')"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("ai_gen");

    Tramontane.register(plain);
    Tramontane.register(plain);
    readDocuments(plain);

    assertThat(
            plain
                .sql(
                    "SELECT id, "
                        + KIND
                        + " AS k FROM docs WHERE "
                        + KIND
                        + " = 'libs' AND size > 0")
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            rows("SELECT id, kind FROM kinds WHERE kind = 'libs'"));
  }

  @Test
  void aCancelledQueryLeavesNothingInTheEngine() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread query =
        new Thread(
            () -> {
              spark.sparkContext().setJobGroup("cancelled", "a long query", false);
              try {
                rows(
                    "SELECT ai_query(concat('write about ', id), named_struct('max_tokens', 200)) FROM range(2000)");
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    query.start();
    Awaitility.await().until(() -> ModelRegistry.ofThisJvm().stats().requestsRunning() > 0);
    spark.sparkContext().cancelJobGroup("cancelled");
    query.join();

    assertThat(failure.get()).hasMessageContaining("cancelled");
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(ModelRegistry.ofThisJvm().stats().requestsWaiting()).isZero();
              assertThat(ModelRegistry.ofThisJvm().stats().requestsRunning()).isZero();
            });
  }
}
