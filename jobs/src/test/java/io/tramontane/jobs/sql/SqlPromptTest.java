package io.tramontane.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.testing.TestSpark;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class SqlPromptTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter failures = new StringWriter();
  private final SqlPrompt prompt = new SqlPrompt(TestSpark.session(), new PrintWriter(out, true));

  @Test
  void runsStatementsUpToTheLast() {
    prompt.run(
        "CREATE OR REPLACE TEMP VIEW two AS\n  SELECT 'a;' AS x;\n\nSELECT x,\n 2 AS y FROM two");

    assertThat(out.toString())
        .isEqualTo(
            """
            +---+---+
            |x  |y  |
            +---+---+
            |a; |2  |
            +---+---+
            """);
  }

  @Test
  void aStatementThatIsNotUnderstoodEndsThem() {
    assertThatThrownBy(() -> prompt.run("SELECT nothing;\nSELECT 1 AS one;"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`nothing`")
        .hasMessageContaining("line 1 pos 7");
    assertThat(out.toString()).isEmpty();
  }

  /** On one line too; not where a semicolon is in a string or a comment. */
  @Test
  void semicolonsDivideStatements() {
    prompt.run("SELECT 1 AS one; SELECT 'a;b' AS two -- no; none\n; SELECT 3 AS three;");

    assertThat(out.toString().lines().filter(line -> line.matches("\\|.*")))
        .containsExactly("|one|", "|1  |", "|two|", "|a;b|", "|three|", "|3    |");
  }

  /** Some editors put one in front of a text; of two files put together, one is in the middle. */
  @Test
  void byteOrderMarksAreNoPartOfStatements() {
    prompt.run("\uFEFFSELECT 1 AS one;\n\uFEFFSELECT '\uFEFFa' AS two;\uFEFF");

    assertThat(out.toString().lines().filter(line -> line.matches("\\|.*")))
        .containsExactly("|one|", "|1  |", "|two|", "|\uFEFFa |");
    assertThatThrownBy(() -> prompt.run("\uFEFFSELECT nothing"))
        .hasMessageContaining("line 1 pos 7");
  }

  @Test
  void aConversationMayBeginWithAByteOrderMark() {
    prompt.converse(
        new BufferedReader(new StringReader("\uFEFFSELECT 1 AS one;\n")),
        new PrintWriter(failures, true));

    assertThat(failures.toString()).isEmpty();
    assertThat(out.toString()).contains("|one|\n");
  }

  @Test
  void aConversationGoesOnAfterFailures() {
    TestSpark.session()
        .udf()
        .register("fails", (UDF1<Long, String>) SqlPromptTest::fail, DataTypes.StringType);
    String typed = "SELECT nothing;\nSELECT fails(id) FROM range(2);\nSELECT 1\n  AS one;\n";
    prompt.converse(new BufferedReader(new StringReader(typed)), new PrintWriter(failures, true));

    assertThat(failures.toString().lines())
        .anyMatch(line -> line.contains("`nothing`"))
        .last()
        .isEqualTo("the cause");
    assertThat(out.toString()).contains("sql> ").contains("|one|\n").contains("|1  |\n");
  }

  private static String fail(Long number) {
    throw new IllegalStateException("the cause");
  }
}
