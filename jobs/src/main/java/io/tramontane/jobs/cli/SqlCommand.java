package io.tramontane.jobs.cli;

import io.tramontane.jobs.run.SparkRedaction;
import io.tramontane.jobs.sql.SqlPrompt;
import io.tramontane.jobs.sql.SqlSettings;
import io.tramontane.jobs.sql.StatementText;
import io.tramontane.udf.TramontaneExtensions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "sql",
    description =
        "Runs SQL with the functions of docs/sql.md: that of -e or of -f, or what is typed.")
final class SqlCommand implements Callable<Integer> {
  /** Set by {@code scripts/tramontane}: the folder of the installation. */
  private static final String HOME = "TRAMONTANE_HOME";

  private final StopSignal stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "Spark settings, as a properties file; default conf/sql.properties of the installation, the embedded model.")
  private @Nullable Path settings;

  @ArgGroup private @Nullable Statements statements;

  private static final class Statements {
    @Option(names = "-e", paramLabel = "SQL", description = "The statements.")
    private @Nullable String text;

    @Option(names = "-f", paramLabel = "FILE", description = "A file of statements.")
    private @Nullable Path file;

    private String read() {
      return text != null ? text : StatementText.read(Objects.requireNonNull(file));
    }
  }

  SqlCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    String text = statements == null ? null : statements.read();
    return SparkCommand.run(this::open, stop, spark -> run(spark, text));
  }

  private int run(SparkSession spark, @Nullable String text) {
    SqlPrompt prompt = new SqlPrompt(spark, spec.commandLine().getOut());
    if (text == null) {
      prompt.converse(
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
          spec.commandLine().getErr());
    } else {
      prompt.run(text);
    }
    return ExitCode.OK;
  }

  private SparkSession open() {
    SparkConf configured = new SparkConf();
    settings().forEach(configured::set);
    SparkRedaction.settings(configured).forEach(configured::set);
    return SparkSession.builder()
        .appName("tramontane sql")
        .config("spark.sql.extensions", TramontaneExtensions.class.getName())
        .config(configured)
        .getOrCreate();
  }

  private Map<String, String> settings() {
    return settings == null
        ? SqlSettings.ofInstallation(Path.of(System.getenv().getOrDefault(HOME, "")))
        : SqlSettings.read(settings);
  }
}
