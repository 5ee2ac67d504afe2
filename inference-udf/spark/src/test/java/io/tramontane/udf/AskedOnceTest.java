package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries in which Spark would read rows with calls more than once: as many requests as rows. */
@Tag("versions")
class AskedOnceTest {
  private static final String KINDS =
      "(SELECT id, section, size, ai_classify(id, array('doc', 'libs')) AS kind FROM docs)";

  private static SparkSession spark;

  @BeforeAll
  static void open(@TempDir Path folder) {
    spark = ExampleSession.builder(folder).getOrCreate();
    ExampleSession.readDocuments(spark);
    spark.sql("CREATE TEMP VIEW asked AS SELECT * FROM " + KINDS);
    spark.sql("CREATE TABLE known USING parquet AS SELECT * FROM asked");
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static long asked(Dataset<Row> rows) {
    long before = ExampleSession.answered();
    List<Row> unused = rows.collectAsList();
    return ExampleSession.answered() - before;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM k UNION ALL SELECT * FROM k",
        "SELECT id, kind FROM k WHERE kind = 'doc' UNION ALL SELECT section, id FROM k WHERE kind <> 'doc'",
        "SELECT a.id, b.id FROM k a LEFT JOIN k b ON a.kind = b.kind AND a.id < b.id",
        "SELECT kind, count(*) AS n FROM k GROUP BY kind UNION ALL SELECT section, max(size) FROM k WHERE kind = 'doc' GROUP BY section",
        "SELECT id FROM k WHERE kind = (SELECT max(kind) FROM k)",
        "SELECT id FROM k WHERE kind IN (SELECT kind FROM k WHERE size > 300)",
        "SELECT id FROM k WHERE NOT EXISTS (SELECT 1 FROM k o WHERE o.kind = k.kind AND o.id < k.id)",
        "SELECT id, kind FROM k EXCEPT SELECT id, kind FROM k WHERE kind = 'doc'",
        "SELECT kind FROM k INTERSECT SELECT kind FROM k WHERE size > 300",
        "SELECT a.kind, b.n FROM k a JOIN (SELECT kind, count(*) AS n FROM k GROUP BY kind) b ON a.kind = b.kind ORDER BY b.n, a.kind",
      })
  void aCommonTableExpressionIsComputedOnce(String query) {
    assertAsksOnce("WITH k AS (SELECT * FROM %s) " + query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM %1$s UNION ALL SELECT * FROM %1$s",
        "SELECT id FROM %1$s WHERE kind = 'doc' UNION ALL SELECT id FROM %1$s WHERE kind = 'libs'",
        "SELECT a.id, b.kind FROM %1$s a JOIN %1$s b ON a.id = b.id",
        "SELECT id FROM %1$s WHERE kind = (SELECT max(kind) FROM %1$s)",
        "SELECT (SELECT max(kind) FROM %1$s) AS high, (SELECT min(kind) FROM %1$s) AS low",
      })
  void aViewIsComputedOnceWhereTheSameRowsAreRead(String query) {
    assertAsksOnce(query);
  }

  /**
   * @param query from a view with calls, or of their answers
   */
  private static void assertAsksOnce(String query) {
    List<Row> expected = spark.sql(query.formatted("known")).collectAsList();

    long before = ExampleSession.answered();
    List<Row> rows = spark.sql(query.formatted("asked")).collectAsList();

    assertThat(rows).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ExampleSession.answered() - before).isEqualTo(DOCUMENTS);
  }

  /** As a prompt shows rows. */
  @Test
  void aLimitAroundTheQueryKeepsNothingFromBeingShared() {
    String twelve =
        "SELECT id, ai_classify(concat('document ', id), array('doc', 'libs')) AS kind FROM range(12)";
    spark.sql("CREATE TEMP VIEW twelve AS " + twelve);

    assertThat(
            ExampleSession.requests(
                spark,
                "SELECT * FROM (SELECT * FROM twelve UNION ALL SELECT * FROM twelve) LIMIT 100"))
        .isEqualTo(12);
  }

  @Test
  void aViewOfAFewRowsIsNotComputedAsAWhole() {
    SparkSession small = spark.newSession();
    small.conf().set("spark.tramontane.window.rows", "2");
    ExampleSession.readDocuments(small);
    String one = "(SELECT id FROM " + KINDS + " WHERE kind = '%s' LIMIT 1)";

    assertThat(
            ExampleSession.requests(
                small, one.formatted("doc") + " UNION ALL " + one.formatted("libs")))
        .isLessThan(DOCUMENTS);
  }

  @Test
  void aCommonTableExpressionIsComputedForTheRowsThatAreReadAlone() {
    String with = "WITH k AS (SELECT * FROM asked) ";
    long few = spark.sql("SELECT * FROM docs WHERE size % 4 = 0 OR size % 4 = 1").count();
    assertThat(few).isBetween(1L, DOCUMENTS - 1L);

    assertThat(
            ExampleSession.requests(
                spark,
                with
                    + "SELECT * FROM k WHERE size % 4 = 0 UNION ALL SELECT * FROM k WHERE size % 4 = 1"))
        .isEqualTo(few);
    assertThat(
            ExampleSession.requests(
                spark, with + "SELECT id FROM k UNION ALL SELECT section FROM k"))
        .isZero();
    assertThat(ExampleSession.requests(spark, with + "SELECT id, kind FROM k LIMIT 3"))
        .isEqualTo(3);
  }

  @Test
  void nestedCommonTableExpressionsAreComputedOnce() {
    assertThat(
            ExampleSession.requests(
                spark,
                "WITH k AS (SELECT * FROM asked), d AS (SELECT * FROM k WHERE kind = 'doc'),"
                    + " e AS (SELECT d.id, k.kind FROM d JOIN k USING (section))"
                    + " SELECT * FROM e UNION ALL SELECT id, kind FROM d UNION ALL SELECT * FROM e"))
        .isEqualTo(DOCUMENTS);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "true, false",
    "false, true",
  })
  void dividingRowsIntoRangesReadsThemOnce(boolean adaptive, boolean codegen) {
    SparkSession other = spark.newSession();
    other.conf().set("spark.sql.adaptive.enabled", adaptive);
    other.conf().set("spark.sql.codegen.wholeStage", codegen);
    ExampleSession.readDocuments(other);
    Dataset<Row> kinds = other.sql("SELECT * FROM " + KINDS);

    assertThat(asked(kinds.repartitionByRange(3, functions.col("kind")))).isEqualTo(DOCUMENTS);
    assertThat(asked(kinds.repartitionByRange(functions.col("id")))).isEqualTo(DOCUMENTS);
    assertThat(asked(kinds.repartitionByRange(3, functions.col("kind")).orderBy("size")))
        .isEqualTo(DOCUMENTS);
    assertThat(asked(kinds.orderBy("kind"))).isEqualTo(DOCUMENTS);
    assertThat(asked(kinds.filter("kind <> 'doc'").orderBy("id"))).isEqualTo(DOCUMENTS);
    assertThat(asked(other.sql("SELECT /*+ REPARTITION_BY_RANGE(3, kind) */ * FROM " + KINDS)))
        .isEqualTo(DOCUMENTS);
  }

  @Test
  void whatIsCachedIsAskedOnce() {
    Dataset<Row> kinds = spark.sql("SELECT *, upper(kind) AS loud FROM asked").cache();

    assertThat(asked(kinds.union(kinds))).isEqualTo(DOCUMENTS);
    assertThat(asked(kinds.repartitionByRange(3, functions.col("kind")))).isZero();
    kinds.unpersist();
  }
}
