package io.tramontane.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class StatementSplitterTest {
  private static final List<String> PARTS =
      List.of("a", "'b;c'", "\"d;'e\"", "'\\';'", ";", " ", "\n", "-- f;'\n", "/* g;\" */", "--\n");

  private static List<String> split(String text) {
    return new StatementSplitter(text).split();
  }

  @Test
  void dividesAtSemicolonsAlone() {
    assertThat(split("SELECT 1; SELECT ';' ;;\n-- no; more\n"))
        .containsExactly("SELECT 1", " SELECT ';' ");
    assertThat(split("SELECT `a;b`, \"it's; \\\";\" -- ; it's\n, 2; /* ; /* ; */ ' */ SELECT 3"))
        .containsExactly(
            "SELECT `a;b`, \"it's; \\\";\" -- ; it's\n, 2", " /* ; /* ; */ ' */ SELECT 3");
    assertThat(split("")).isEmpty();
    assertThat(split(" ;\n; /* */ ; --")).isEmpty();
  }

  @Test
  void whatIsNotClosedGoesOnToTheEnd() {
    assertThat(split("SELECT 'a; b")).containsExactly("SELECT 'a; b");
    assertThat(split("SELECT 'a\\")).containsExactly("SELECT 'a\\");
    assertThat(split("SELECT 1 /* ; ")).containsExactly("SELECT 1 /* ; ");
    assertThat(split("SELECT `a; b")).containsExactly("SELECT `a; b");
  }

  /** The build's own Spark, whose method others lack. */
  @Test
  void agreesWithSparksOwn() {
    Random random = new Random(1);
    for (int run = 0; run < 2_000; run++) {
      String text =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(i -> PARTS.get(random.nextInt(PARTS.size())))
              .collect(Collectors.joining());
      List<String> sparks =
          CollectionConverters.asJava(StringUtils.splitSemiColonWithIndex(text, false)).stream()
              .filter(statement -> !split(statement).isEmpty())
              .toList();

      assertThat(split(text)).as(text).isEqualTo(sparks);
    }
  }
}
