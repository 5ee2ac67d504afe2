package io.tramontane.connect;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(300)
class ConnectTest {
  private static final Pattern STARTED =
      Pattern.compile("Spark Connect server started at: \\S*:(\\d+)");
  private static final String PACKAGES =
      "CREATE OR REPLACE TEMPORARY VIEW packages USING json OPTIONS (path 'examples/packages.jsonl')";
  private static final List<String> CALLS =
      List.of(
          "ai_summarize(text, 20)",
          "ai_classify(text, array('libs', 'net'))",
          "ai_classify_scores(text, array('libs', 'net'))",
          "ai_gen(concat('Document:\\n', text, '\\n\\nSummary:'))",
          "ai_query(text, named_struct('max_tokens', 6, 'temperature', 0.7, 'seed', 7))",
          "ai_count_tokens(text)");

  private static SparkProcess server;
  private static SparkSession spark;
  private static List<Row> classicRows;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException, InterruptedException {
    server = SparkProcess.server(folder);
    Path rows = folder.resolve("rows");
    try (SparkProcess classic = SparkProcess.classic(folder, writing(rows))) {
      spark = session(server.await(STARTED));
      classic.awaitSuccess();
    }
    classicRows = spark.read().parquet(rows.toString()).orderBy("id").collectAsList();
  }

  private static String writing(Path rows) {
    return "%s;\nINSERT OVERWRITE DIRECTORY '%s' USING parquet %s"
        .formatted(PACKAGES, rows, query());
  }

  private static String query() {
    StringBuilder columns = new StringBuilder("id");
    for (int call = 0; call < CALLS.size(); call++) {
      columns.append(", ").append(CALLS.get(call)).append(" AS answer").append(call);
    }
    return "SELECT %s FROM packages WHERE section = 'net'".formatted(columns);
  }

  private static SparkSession session(String port) {
    SparkSession session = SparkSession.builder().remote("sc://localhost:" + port).create();
    session.sql(PACKAGES);
    return session;
  }

  @AfterAll
  static void close() {
    spark.stop();
    server.close();
  }

  private static Dataset<Row> documents() {
    return spark.table("packages").where("section = 'net'").orderBy("id");
  }

  @Test
  void sqlGivesTheRowsOfAClassicSession() {
    assertThat(classicRows).hasSizeGreaterThan(1);
    assertThat(spark.sql(query()).orderBy("id").collectAsList()).isEqualTo(classicRows);
  }

  @Test
  void expressionsGiveTheRowsOfAClassicSession() {
    Column[] calls = CALLS.stream().map(call -> expr(call)).toArray(Column[]::new);

    assertThat(documents().select(withId(calls)).collectAsList()).isEqualTo(classicRows);
  }

  @Test
  void callsByNameGiveTheRowsOfAClassicSession() {
    Column labels = array(lit("libs"), lit("net"));
    Column options = expr("named_struct('max_tokens', 6, 'temperature', 0.7, 'seed', 7)");

    assertThat(
            documents()
                .select(
                    col("id"),
                    call_function("ai_summarize", col("text"), lit(20)),
                    call_function("ai_classify", col("text"), labels),
                    call_function("ai_classify_scores", col("text"), labels),
                    call_function("ai_gen", expr("concat('Document:\\n', text, '\\n\\nSummary:')")),
                    call_function("ai_query", col("text"), options),
                    call_function("ai_count_tokens", col("text")))
                .collectAsList())
        .isEqualTo(classicRows);
  }

  private static Column[] withId(Column[] calls) {
    Column[] columns = new Column[calls.length + 1];
    columns[0] = col("id");
    System.arraycopy(calls, 0, columns, 1, calls.length);
    return columns;
  }

  @Test
  void aWrongArgumentIsToldToTheClientWithItsPlace() {
    String call = "ai_classify(text, array('libs', 'libs'))";

    assertThatThrownBy(() -> spark.sql("SELECT %s FROM packages".formatted(call)).collectAsList())
        .isInstanceOfSatisfying(
            AnalysisException.class,
            failure -> {
              assertThat(failure).hasMessageContaining("labels stand in it more than once: libs");
              assertThat(failure.getQueryContext()[0].fragment()).isEqualTo(call);
            });
  }

  @Test
  void aWrongSettingIsToldToTheClient() {
    SparkSession wrong = spark.newSession();
    wrong.conf().set("spark.tramontane.window.row", "1");

    assertThatThrownBy(() -> wrong.sql("SELECT ai_gen('x')").collectAsList())
        .hasMessageContaining(
            "Cannot use spark.tramontane.window.row (Spark setting): there is no such setting."
                + " Did you mean spark.tramontane.window.rows?");
  }

  @Test
  void aRowWithoutAnAnswerIsToldToTheClientWithoutItsText() {
    SparkSession strict = spark.newSession();
    strict.conf().set("spark.tramontane.truncation", "none");

    assertThatThrownBy(
            () ->
                strict
                    .sql("SELECT ai_gen(repeat(concat('SECRET', id), 500)) FROM range(1)")
                    .collectAsList())
        .isInstanceOfSatisfying(
            SparkRuntimeException.class,
            failure -> {
              assertThat(failure.getCondition()).isEqualTo("USER_RAISED_EXCEPTION");
              assertThat(failure.getSqlState()).isEqualTo("P0001");
            })
        .hasMessageContaining("Cannot run ai_gen on a row: ")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("SECRET0"));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aSettingHoldsForItsSessionAlone() {
    String query = "SELECT ai_classify(x, array('a', 'b')) FROM VALUES (' ') AS t(x)";
    SparkSession lenient = spark.newSession();
    lenient.conf().set("spark.tramontane.failOnError", "false");
    SparkSession strict = spark.newSession();

    assertThat(lenient.sql(query).collectAsList().get(0).isNullAt(0)).isTrue();
    assertThatThrownBy(() -> strict.sql(query).collectAsList())
        .isInstanceOf(SparkRuntimeException.class)
        .hasMessageContaining(
            "Cannot run ai_classify on a row: Cannot ask about a text: it is blank. Leave such rows"
                + " out. Or set spark.tramontane.failOnError=false to get NULL for such rows.");
  }
}
