package io.tramontane.jobs.cli;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.run.SparkRedaction;
import io.tramontane.jobs.sql.SqlPrompt;
import io.tramontane.udf.TramontaneExtensions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
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
  private final StopSignal stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--settings",
      defaultValue = "conf/sql.properties",
      paramLabel = "FILE",
      description =
          "Spark settings, as a properties file; default ${DEFAULT-VALUE}, the embedded model.")
  private Path settings = Path.of("");

  @ArgGroup private @Nullable Statements statements;

  private static final class Statements {
    @Option(names = "-e", paramLabel = "SQL", description = "The statements.")
    private @Nullable String text;

    @Option(names = "-f", paramLabel = "FILE", description = "A file of statements.")
    private @Nullable Path file;

    private String read() {
      return text != null ? text : SqlCommand.read(file);
    }
  }

  SqlCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    String text = statements == null ? null : statements.read();
    return SparkCommand.run(open(), stop, spark -> run(spark, text));
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
    properties()
        .forEach((key, value) -> configured.set(String.valueOf(key), String.valueOf(value)));
    SparkRedaction.settings(configured).forEach(configured::set);
    return SparkSession.builder()
        .appName("tramontane sql")
        .config("spark.sql.extensions", TramontaneExtensions.class.getName())
        .config(configured)
        .getOrCreate();
  }

  private Properties properties() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(settings)) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read settings %s: %s. Correct the file or its path.".formatted(settings, e), e);
    }
  }

  private static String read(@Nullable Path file) {
    try {
      return Files.readString(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read statements of %s: %s. Correct the file or its path.".formatted(file, e), e);
    }
  }
}
