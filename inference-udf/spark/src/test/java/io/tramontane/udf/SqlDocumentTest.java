package io.tramontane.udf;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.tramontane.udf.function.FunctionSettings;
import io.tramontane.udf.function.Parameter;
import io.tramontane.udf.function.Signature;
import io.tramontane.udf.function.SqlFunction;
import io.tramontane.udf.function.SqlFunctions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/sql.md} says: its SQL is run in a session with its settings for the embedded
 * model, and gives what it shows.
 */
@Tag("versions")
class SqlDocumentTest {
  private static final Path REPOSITORY = Path.of("../..");
  private static final int MIN_EXAMPLES = 6;
  private static final int ROWS = 20;

  private static final Pattern PROPERTIES = Pattern.compile("(?ms)^```properties\n(.*?)\n```$");
  private static final Pattern SQL =
      Pattern.compile("(?ms)^```sql\n(.*?)\n```$(?:\n+```text\n(.*?)\n```$)?");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)\n```$");
  private static final String PROGRAM =
      """
      import static org.apache.spark.sql.functions.call_function;
      import static org.apache.spark.sql.functions.col;
      import static org.apache.spark.sql.functions.expr;
      import static org.apache.spark.sql.functions.lit;

      import io.tramontane.udf.Tramontane;
      import io.tramontane.udf.TramontaneFunctions;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;
      import org.apache.spark.sql.SparkSession;

      class Examples {
        SparkSession spark;
        Dataset<Row> docs;

        void run() {
          %s
        }
      }
      """;
  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(?:\n|$)");
  private static final Pattern SETTING =
      Pattern.compile("(?m)^\\| `(spark\\.tramontane\\.[A-Za-z0-9.]+)` \\| (.*?) \\|");
  private static final Pattern HYPHEN = Pattern.compile("-([a-z0-9])");

  private static String document;
  private static SparkSession spark;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    document = Files.readString(REPOSITORY.resolve("docs/sql.md"));
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    Properties settings = new Properties();
    MatchResult block = PROPERTIES.matcher(document).results().findFirst().orElseThrow();
    settings.load(new StringReader(block.group(1)));
    for (String key : settings.stringPropertyNames()) {
      builder.config(key, fromHere(settings.getProperty(key)));
    }
    spark = builder.getOrCreate();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  /** The document's paths are relative to the repository, the test's to its module. */
  private static String fromHere(String text) {
    return text.replaceAll("\\b(models|examples)/", "../../$1/");
  }

  @TestFactory
  Stream<DynamicTest> givesWhatItShows() {
    List<MatchResult> blocks = SQL.matcher(document).results().toList();
    assertThat(blocks.stream().filter(block -> block.group(2) != null).count())
        .as("examples with their output")
        .isGreaterThanOrEqualTo(MIN_EXAMPLES);
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.group(1).replace('\n', ' '),
                    () -> assertGives(block.group(1), Optional.ofNullable(block.group(2)))));
  }

  @Test
  void theJavaExamplesCompile(@TempDir Path folder) throws IOException {
    String blocks =
        JAVA.matcher(document)
            .results()
            .map(block -> "{" + block.group(1) + "}")
            .collect(joining("\n"));
    assertThat(blocks).contains("TramontaneFunctions.aiClassify(", "Tramontane.register(");
    Path source = Files.writeString(folder.resolve("Examples.java"), PROGRAM.formatted(blocks));

    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    source.toString()))
        .isZero();
  }

  @Test
  void theReadmesQueriesRun() throws IOException {
    spark
        .read()
        .json(fromHere("examples/packages.jsonl"))
        .selectExpr("id", "text AS body")
        .createOrReplaceTempView("docs");
    List<MatchResult> blocks =
        SQL.matcher(Files.readString(REPOSITORY.resolve("README.md"))).results().toList();

    assertThat(blocks).isNotEmpty();
    for (MatchResult block : blocks) {
      assertThat(spark.sql(block.group(1)).collectAsList())
          .hasSize((int) spark.table("docs").count());
    }
  }

  private static void assertGives(String sql, Optional<String> shown) {
    String result = "";
    for (String statement : END_OF_STATEMENT.splitAsStream(fromHere(sql)).toList()) {
      result = shown.isPresent() ? resultOrError(statement) : result(statement);
    }
    if (shown.isPresent()) {
      assertThat(result).isEqualTo(shown.get().strip());
    }
  }

  private static String resultOrError(String statement) {
    try {
      return result(statement);
    } catch (Exception e) {
      return firstLine(e);
    }
  }

  private static String result(String statement) {
    return ((Dataset<?>) spark.sql(statement)).showString(ROWS, 0, false).strip();
  }

  /** What went wrong, without the plan that Spark shows behind it. */
  private static String firstLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String line = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
  }

  @Test
  void namesEverySettingWithItsDefault() {
    Map<String, String> named =
        SETTING
            .matcher(document)
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1),
                    row -> row.group(2),
                    (one, other) -> one + " and " + other,
                    TreeMap::new));

    assertThat(named).isEqualTo(defaults());
  }

  @Test
  void itsTablesAreWhatTheFunctionsDeclare() {
    List<Signature> signatures =
        SqlFunctions.all().stream()
            .filter(function -> function.getClass().getPackage() == SqlFunction.class.getPackage())
            .map(SqlFunction::signature)
            .toList();

    assertThat(rowsBelow("| function | gives | |", document))
        .containsExactlyInAnyOrderElementsOf(
            signatures.stream()
                .map(
                    signature ->
                        "| `%s%s` | `%s` | %s |"
                            .formatted(
                                signature.name(),
                                signature.parameterList(),
                                signature.result(),
                                signature.summary()))
                .toList());
    for (Signature signature : signatures) {
      String heading = "\n### " + signature.name() + signature.parameterList() + "\n";
      assertThat(document).containsOnlyOnce(heading);
      assertThat(
              rowsBelow(
                  "| argument | type | default | |", document.substring(document.indexOf(heading))))
          .as(heading)
          .isEqualTo(
              signature.parameters().stream().flatMap(parameter -> rows("", parameter)).toList());
    }
  }

  /** Those of the first table with this heading. */
  private static List<String> rowsBelow(String heading, String text) {
    return text.lines()
        .dropWhile(line -> !line.equals(heading))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static Stream<String> rows(String prefix, Parameter parameter) {
    String row =
        "| `%s` | `%s` | %s | %s |"
            .formatted(
                prefix + parameter.name(),
                parameter.type(),
                parameter.defaultValue().map(value -> "`" + value + "`").orElse(""),
                parameter.description());
    return Stream.concat(
        Stream.of(row),
        parameter.fields().stream().flatMap(field -> rows(prefix + parameter.name() + ".", field)));
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    Config all = ConfigFactory.parseResources("reference.conf");
    Config functions =
        ConfigFactory.parseResources(FunctionSettings.class, "functions.conf").resolveWith(all);
    collect("spark.tramontane", functions.getObject("tramontane"), defaults);
    for (String section : List.of("model", "engine")) {
      collect(
          "spark.tramontane." + section,
          all.getObject("tramontane").toConfig().getObject(section),
          defaults);
    }
    return defaults;
  }

  private static void collect(String path, ConfigObject section, Map<String, String> defaults) {
    section.forEach(
        (key, value) -> {
          String name = path + "." + camelCase(key);
          if (value instanceof ConfigObject inner) {
            collect(name, inner, defaults);
          } else {
            defaults.put(name, shown(name, value));
          }
        });
  }

  private static String shown(String name, ConfigValue value) {
    if (name.contains(".template")) {
      return "a template";
    }
    if (value.valueType() != ConfigValueType.NULL) {
      return "`" + value.unwrapped() + "`";
    }
    return name.equals("spark.tramontane.model.path") ? "required" : "not set";
  }

  private static String camelCase(String key) {
    return HYPHEN.matcher(key).replaceAll(hyphen -> hyphen.group(1).toUpperCase(Locale.ROOT));
  }
}
