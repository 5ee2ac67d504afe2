package io.tramontane.udf;

import static io.tramontane.udf.ExampleSession.DOCUMENTS;
import static io.tramontane.udf.ExampleSession.KIND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts and conditions that depend on more than their row: on the partition, on the file that the
 * task reads, on chance, on other rows.
 */
@Tag("versions")
class NondeterministicTextTest {
  private static final int FILES = 9;

  private static SparkSession spark;
  private static String files;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    spark = ExampleSession.builder(folder).getOrCreate();
    ExampleSession.readDocuments(spark);
    files = writeFiles(Files.createDirectory(folder.resolve("files")));
    UDF0<Boolean> coin = () -> ThreadLocalRandom.current().nextBoolean();
    spark.udf().register("coin", functions.udf(coin, DataTypes.BooleanType).asNondeterministic());
  }

  /** Files with two rows each, several to a partition, as SQL reads them. */
  private static String writeFiles(Path folder) throws IOException {
    for (int file = 0; file < FILES; file++) {
      String row = "{\"body\": \"%s\"}\n".formatted("net ".repeat(file + 1));
      Files.writeString(folder.resolve("n".repeat(file + 1) + ".json"), row + row);
    }
    return "json.`%s`".formatted(folder);
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static List<Row> rows(String query) {
    return spark.sql(query).collectAsList();
  }

  /** A call whose answer tells a number. */
  private static String tokens(String number) {
    return "ai_count_tokens(repeat('net ', CAST(1 + " + number + " AS INT)))";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark_partition_id()",
        "monotonically_increasing_id() % 100",
        "rand(1) * 50",
        "abs(randn(1)) * 20",
        "uniform(0, 50, 1)",
        "ascii(randstr(1, 1)) % 50",
        "shuffle(sequence(1, 50), 1)[0]",
        "java_method('java.lang.Integer', 'parseInt', CAST(size % 40 AS STRING))"
      })
  void aTextHasTheValueThatItsColumnWouldHave(String number) {
    String query =
        "SELECT "
            + tokens(number)
            + " AS direct, "
            + tokens("number")
            + " AS by_column FROM (SELECT *, "
            + number
            + " AS number FROM docs)";

    assertThat(rows(query))
        .hasSize(DOCUMENTS)
        .allSatisfy(row -> assertThat(row.getInt(0)).isEqualTo(row.getInt(1)))
        .extracting(row -> row.getInt(0))
        .satisfies(values -> assertThat(values.stream().distinct()).hasSizeGreaterThan(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark.sql.codegen.wholeStage=false", "spark.sql.codegen.factoryMode=NO_CODEGEN"})
  void codeIsGeneratedOrNot(String setting) {
    SparkSession other = spark.newSession();
    other.conf().set(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    ExampleSession.readDocuments(other);
    String query = "SELECT id, " + tokens("spark_partition_id()") + ", " + tokens("rand(1) * 50");

    assertThat(other.sql(query + " FROM docs").collectAsList())
        .containsExactlyInAnyOrderElementsOf(rows(query + " FROM docs"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM numbered WHERE %s > 20",
        "SELECT id FROM numbered WHERE size %% 2 = 0 AND (size %% 3 = 0 OR %s > 20)",
        "SELECT %s AS k, count(*) FROM numbered GROUP BY k",
        "SELECT count(k), max(k) FROM (SELECT %s AS k FROM numbered)",
        "SELECT id, row_number() OVER (PARTITION BY %s ORDER BY id) FROM numbered",
        "SELECT id, k FROM numbered LATERAL VIEW explode(array(%s, 1)) AS k",
        "SELECT id, rank() OVER (ORDER BY k) FROM (SELECT id, %s AS k FROM numbered)",
        "SELECT a.id, b.id FROM (SELECT *, %s AS k FROM numbered) a JOIN docs b ON a.k = length(b.id)",
        "SELECT id FROM docs WHERE size > (SELECT 10 * avg(k) FROM (SELECT %s AS k FROM numbered))",
        "SELECT id FROM docs WHERE id IN (SELECT id FROM numbered WHERE %s > 20)",
        "SELECT id, CASE WHEN size %% 2 = 0 THEN %s END FROM numbered",
        "SELECT id, %s AS k FROM numbered UNION ALL SELECT id, 0 FROM docs",
        "SELECT id FROM numbered ORDER BY %s, id LIMIT 30",
      })
  void standsWhereverACallStands(String query) {
    String number = "spark_partition_id() * 20";
    String numbered = "(SELECT *, " + number + " AS number FROM docs)";

    assertThat(rows(query.formatted(tokens(number)).replace("numbered", "docs")))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            rows(query.formatted(tokens("number")).replace("numbered", numbered)));
  }

  @Test
  void unseededTextsDiffer() {
    assertThat(rows("SELECT DISTINCT " + tokens("ascii(uuid()) % 50") + " FROM docs"))
        .hasSizeGreaterThan(1);
    assertThat(rows("SELECT DISTINCT " + tokens("rand() * 50") + " FROM docs"))
        .hasSizeGreaterThan(1);
    assertThat(rows("SELECT ai_count_tokens(concat('x', uuid())) FROM range(2)")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rand(1) < 0.5", "coin()", "spark_partition_id() = 0", "uuid() < '8'"})
  void aBranchAsksAboutTheRowsThatComeToItAlone(String condition) {
    assertAsksAboutItsRows("CASE WHEN " + condition + " THEN %s END");
    assertAsksAboutItsRows("CASE WHEN size < 0 THEN 'x' WHEN " + condition + " THEN %s END");
    assertAsksAboutItsRows("IF(" + condition + ", %s, NULL)");
    assertAsksAboutItsRows(
        "nullif(COALESCE(IF(" + condition + ", NULL, 'not asked'), %s), 'not asked')");
  }

  private static void assertAsksAboutItsRows(String column) {
    long before = ExampleSession.answered();
    List<Row> rows = rows("SELECT " + column.formatted(KIND) + " AS kind FROM docs");

    long asked = rows.stream().filter(row -> !row.isNullAt(0)).count();
    assertThat(asked).as(column).isBetween(1L, DOCUMENTS - 1L);
    assertThat(ExampleSession.answered() - before).as(column).isEqualTo(asked);
  }

  @Test
  void whatDependsOnOtherRowsIsAColumnFirst() {
    String longest = "(SELECT max(d.size) FROM docs d WHERE d.section = docs.section)";

    assertThat(
            rows(
                "SELECT id, "
                    + tokens(longest + " % 50")
                    + ", CASE WHEN size = "
                    + longest
                    + " THEN ai_count_tokens(id) END FROM docs"))
        .containsExactlyInAnyOrderElementsOf(
            rows(
                "SELECT id, "
                    + tokens("longest % 50")
                    + ", CASE WHEN size = longest THEN ai_count_tokens(id) END FROM (SELECT *, "
                    + longest
                    + " AS longest FROM docs)"));
  }

  @Test
  void aConditionAboutGroupsIsNoneOfRows() {
    String tokens = "max(ai_count_tokens(body))";

    assertThat(
            rows(
                "SELECT section, IF(max(size) > 400, "
                    + tokens
                    + ", 0), CASE WHEN size(collect_list(id)) > 1 THEN "
                    + tokens
                    + " END FROM docs GROUP BY section"))
        .containsExactlyInAnyOrderElementsOf(
            rows(
                "SELECT section, IF(longest > 400, tokens, 0), IF(n > 1, tokens, NULL) FROM (SELECT"
                    + " section, max(size) AS longest, count(*) AS n, "
                    + tokens
                    + " AS tokens FROM docs GROUP BY section)"));
  }

  @Test
  void aConditionAboutAnElementIsNoneOfRows() {
    assertThat(
            rows(
                "SELECT id, transform(array(1, 2), x -> IF(x > 1, ai_count_tokens(id), 0)) FROM docs"))
        .containsExactlyInAnyOrderElementsOf(
            rows("SELECT id, array(0, ai_count_tokens(id)) FROM docs"));
  }

  @Test
  void aLimitStillComesBeforeTheCalls() {
    assertThat(
            ExampleSession.requests(spark, "SELECT ai_gen(concat(id, rand())) FROM docs LIMIT 2"))
        .isEqualTo(2);
  }

  @Test
  void theFileIsThatOfTheRowThoughRowsAreReadAhead() {
    String name = "length(regexp_extract(%s, '(n+).json', 1))";

    List<Row> rows =
        rows(
            "SELECT ai_count_tokens(body) AS expected, "
                + tokens(name.formatted("input_file_name()") + " - 1")
                + " AS in_text, "
                + tokens(name.formatted("_metadata.file_name") + " - 1")
                + " AS by_metadata, ai_count_tokens(repeat('net ', "
                + name.formatted("file")
                + ")) AS beside FROM (SELECT *, input_file_name() AS file, _metadata FROM "
                + files
                + ")");
    assertThat(rows).hasSize(2 * FILES);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get(1)).isEqualTo(row.get(0));
              assertThat(row.get(2)).isEqualTo(row.get(0));
              assertThat(row.get(3)).isEqualTo(row.get(0));
            });
    assertThat(
            rows(
                "SELECT k, length(body) DIV 4, "
                    + name.formatted("input_file_name()")
                    + ", input_file_block_start(), input_file_block_length() FROM"
                    + " (SELECT body, ai_count_tokens(body) AS k FROM "
                    + files
                    + ")"))
        .hasSize(2 * FILES)
        .allSatisfy(
            row -> {
              long files = ((Number) row.get(1)).longValue();
              assertThat(((Number) row.get(2)).longValue()).isEqualTo(files);
              assertThat(row.getLong(3)).isZero();
              assertThat(row.getLong(4)).isEqualTo(2 * (4 * files + 13));
            });
  }
}
