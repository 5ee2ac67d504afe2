package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.DOCUMENTS;
import static io.tramontane.udf.ExampleSession.KIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.InMemoryRowLevelOperationTableCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The functions in statements that write, in views, and in the conditions of joins: what comes of
 * them, and how many requests they cost. Tables are those of Spark's own tests of statements that
 * change rows.
 */
@Tag("versions")
class StatementsTest {
  private static final String EVEN = "(SELECT * FROM docs WHERE size % 2 = 0)";

  private static SparkSession spark;
  private static long even;

  @BeforeAll
  static void open(@TempDir Path folder) {
    spark =
        ExampleSession.builder(folder)
            .config(
                "spark.sql.catalog.memory", InMemoryRowLevelOperationTableCatalog.class.getName())
            .getOrCreate();
    ExampleSession.readDocuments(spark);
    ExampleSession.classifyDocuments(spark);
    even = rows("SELECT * FROM " + EVEN).size();
    assertThat(even).isBetween(1L, DOCUMENTS - 1L);
  }

  @AfterEach
  void dropTable() {
    spark.sql("DROP TABLE IF EXISTS memory.shop.target");
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static List<Row> rows(String query) {
    return spark.sql(query).collectAsList();
  }

  private static long requests(String statement) {
    return ExampleSession.requests(spark, statement);
  }

  private static void assertHolds(String expected) {
    assertThat(rows("SELECT id, kind FROM memory.shop.target"))
        .containsExactlyInAnyOrderElementsOf(rows(expected));
  }

  /** A table of the documents of even size, all of the kind {@code old}. */
  private static void createTarget() {
    spark.sql(
        "CREATE TABLE memory.shop.target (id STRING, kind STRING, body STRING) PARTITIONED BY (kind)");
    spark.sql("INSERT INTO memory.shop.target SELECT id, 'old', body FROM " + EVEN);
  }

  @Test
  void insertsAskOnceForARow() {
    createTarget();

    assertThat(
            requests(
                "INSERT INTO memory.shop.target SELECT id, "
                    + KIND
                    + ", body FROM docs WHERE size % 2 <> 0"))
        .isEqualTo(DOCUMENTS - even);
    assertHolds("SELECT id, IF(size % 2 = 0, 'old', kind) FROM kinds JOIN docs USING (id)");
    assertThat(
            requests("INSERT OVERWRITE memory.shop.target SELECT id, " + KIND + ", body FROM docs"))
        .isEqualTo(DOCUMENTS);
    assertHolds("SELECT id, kind FROM kinds");
  }

  @Test
  void aMergeAsksOnceForARowOfTheSource() {
    createTarget();

    assertThat(
            requests(
                "MERGE INTO memory.shop.target t USING docs s ON t.id = s.id"
                    + " WHEN MATCHED THEN UPDATE SET kind = "
                    + KIND.replace("body", "s.body")
                    + " WHEN NOT MATCHED THEN INSERT (id, kind, body) VALUES (s.id, upper("
                    + KIND.replace("body", "s.body")
                    + "), s.body)"))
        .isEqualTo(DOCUMENTS);
    assertHolds("SELECT id, IF(size % 2 = 0, kind, upper(kind)) FROM kinds JOIN docs USING (id)");
  }

  @Test
  void aMergeFromAQueryWithCallsAsksOnceForItsRows() {
    createTarget();

    assertThat(
            requests(
                "MERGE INTO memory.shop.target t USING (SELECT id, body, "
                    + KIND
                    + " AS kind FROM docs) s ON t.id = s.id"
                    + " WHEN MATCHED AND s.kind = 'libs' THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET kind = s.kind"
                    + " WHEN NOT MATCHED THEN INSERT (id, kind, body) VALUES (s.id, s.kind, s.body)"))
        .isEqualTo(DOCUMENTS);
    assertHolds(
        "SELECT id, kind FROM kinds JOIN docs USING (id) WHERE size % 2 <> 0 OR kind <> 'libs'");
  }

  @Test
  void aMergeAsksForTheRowsOfItsBranchesAlone() {
    createTarget();
    long few = rows("SELECT * FROM docs WHERE size % 4 = 0").size();
    assertThat(few).isBetween(1L, even - 1);

    assertThat(
            requests(
                "MERGE INTO memory.shop.target t USING docs s ON t.id = s.id"
                    + " WHEN MATCHED AND s.size % 4 = 0 THEN UPDATE SET kind = "
                    + KIND.replace("body", "s.body")))
        .isEqualTo(few);
    assertHolds(
        "SELECT id, IF(size % 4 = 0, kind, 'old') FROM kinds JOIN docs USING (id) WHERE size % 2 = 0");
  }

  @Test
  void aRowOfAMergeComesToTheFirstBranchThatTakesIt() {
    createTarget();
    long libs =
        rows("SELECT * FROM kinds JOIN docs USING (id) WHERE size % 2 = 0 AND kind = 'libs'")
            .size();
    assertThat(libs).isBetween(1L, even - 1);

    assertThat(
            requests(
                "MERGE INTO memory.shop.target t USING docs s ON t.id = s.id"
                    + " WHEN MATCHED AND "
                    + KIND.replace("body", "s.body")
                    + " = 'libs' THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET kind = ai_gen(s.id)"
                    + " WHEN NOT MATCHED THEN INSERT (id, kind, body) VALUES (s.id, 'new', s.body)"))
        .isEqualTo(even + even - libs);
    assertHolds(
        "SELECT id, IF(size % 2 = 0, ai_gen(id), 'new') FROM kinds JOIN docs USING (id)"
            + " WHERE size % 2 <> 0 OR kind <> 'libs'");
  }

  @Test
  void aBranchOfAMergeDoesNotAskWhatItsConditionHasAsked() {
    createTarget();
    String kind = KIND.replace("body", "s.body");

    assertThat(
            requests(
                "MERGE INTO memory.shop.target t USING docs s ON t.id = s.id WHEN MATCHED AND "
                    + kind
                    + " = 'libs' THEN UPDATE SET kind = "
                    + kind))
        .isEqualTo(even);
    assertHolds(
        "SELECT id, IF(kind = 'libs', kind, 'old') FROM kinds JOIN docs USING (id) WHERE size % 2 = 0");
  }

  @Test
  void anUpdateByAnAnswerAsksOnceForARow() {
    createTarget();

    assertThat(requests("UPDATE memory.shop.target SET kind = 'new' WHERE " + KIND + " = 'libs'"))
        .isEqualTo(even);
    assertHolds(
        "SELECT id, IF(kind = 'libs', 'new', 'old') FROM kinds JOIN docs USING (id) WHERE size % 2 = 0");
  }

  /** How many rows of the target meet a condition: some, and not all. */
  private static long someOf(String condition) {
    long some = rows("SELECT * FROM memory.shop.target WHERE " + condition).size();
    assertThat(some).isBetween(1L, even - 1);
    return some;
  }

  @Test
  void anUpdateAsksForTheRowsThatItChangesAlone() {
    createTarget();
    String chosen = "id < 'l'";
    long few = someOf(chosen);

    assertThat(requests("UPDATE memory.shop.target SET kind = " + KIND + " WHERE " + chosen))
        .isEqualTo(few);
    assertHolds(
        "SELECT id, IF("
            + chosen
            + ", kind, 'old') FROM kinds JOIN docs USING (id) WHERE size % 2 = 0");
  }

  @Test
  void aDeleteByAnAnswerAsksOnceForARowThatMeetsTheOtherConditions() {
    createTarget();
    String chosen = "id < 'l'";
    long few = someOf(chosen);

    assertThat(requests("DELETE FROM memory.shop.target WHERE " + KIND + " = 'libs' AND " + chosen))
        .isEqualTo(few);
    assertHolds(
        "SELECT id, 'old' FROM kinds JOIN docs USING (id) WHERE size % 2 = 0 AND NOT (kind = 'libs' AND "
            + chosen
            + ")");
  }

  @Test
  void aViewAsksForTheRowsOfAQueryAlone() {
    spark.sql("CREATE TEMP VIEW of_kind AS SELECT id, size, " + KIND + " AS kind FROM docs");

    assertAsksForTheRowsOfAQueryAlone("of_kind");
  }

  @Test
  void aStoredViewAsksForTheRowsOfAQueryAlone() {
    assumeTrue(
        spark.version().startsWith("4.2."),
        "Spark before 4.2 takes the functions of an extension for temporary ones");
    spark.sql("CREATE TABLE stored USING parquet AS SELECT id, body, size FROM docs");
    spark.sql("CREATE VIEW stored_of_kind AS SELECT id, size, " + KIND + " AS kind FROM stored");

    assertAsksForTheRowsOfAQueryAlone("stored_of_kind");
  }

  private static void assertAsksForTheRowsOfAQueryAlone(String view) {
    String query = "SELECT id, kind FROM %s WHERE size %% 2 = 0".formatted(view);

    assertThat(requests(query)).isEqualTo(even);
    assertThat(requests("SELECT count(*) FROM " + view)).isZero();
    assertThat(rows(query))
        .containsExactlyInAnyOrderElementsOf(
            rows("SELECT id, kind FROM kinds JOIN docs USING (id) WHERE size % 2 = 0"));
  }

  @Test
  void aConditionOfAJoinAsksOnceForARowOfItsSide() {
    String condition = KIND.replace("body", "a.body") + " = b.kind";

    assertThat(requests("SELECT a.id, b.id FROM docs a JOIN kinds b ON " + condition))
        .isEqualTo(DOCUMENTS);
    assertThat(
            requests(
                "SELECT a.id, b.id FROM docs a LEFT JOIN kinds b ON b.id < a.id AND " + condition))
        .isEqualTo(DOCUMENTS);
    assertThat(
            requests(
                "SELECT a.id FROM docs a JOIN docs b ON a.id = b.id AND "
                    + condition.replace("b.kind", KIND.replace("body", "b.body"))))
        .isLessThanOrEqualTo(2L * DOCUMENTS);
  }

  @Test
  void aConditionThatReadsBothSidesAsksForTheJoinedRowsAlone() {
    String both = "ai_gen(concat(a.id, ' ', b.section)) IS NOT NULL";
    String inner = "SELECT a.id FROM docs a JOIN " + EVEN + " b ON a.id = b.id AND " + both;

    assertThat(requests(inner)).isEqualTo(even);
    assertThat(rows(inner)).containsExactlyInAnyOrderElementsOf(rows("SELECT id FROM " + EVEN));
    assertThatThrownBy(() -> rows(inner.replace("JOIN", "LEFT JOIN")))
        .isInstanceOf(SparkRuntimeException.class)
        .hasMessageContaining(
            "in the condition of a LEFT OUTER JOIN: a call in it reads both sides. Call the function on the result of the join.");
  }
}
