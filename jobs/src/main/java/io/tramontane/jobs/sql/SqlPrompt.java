package io.tramontane.jobs.sql;

import io.tramontane.failure.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs SQL statements, which semicolons divide, and prints their rows as tables. */
public final class SqlPrompt {
  /** A screen is no place for more; a table is. */
  private static final int MAX_ROWS = 1000;

  private final SparkSession spark;
  private final PrintWriter out;

  public SqlPrompt(SparkSession spark, PrintWriter out) {
    this.spark = spark;
    this.out = out;
  }

  /**
   * Runs the statements of a text, up to the first that fails.
   *
   * @throws InvalidInputException if Spark does not understand a statement, or a function cannot
   *     use what it is given
   */
  public void run(String text) {
    StatementText.statements(text).forEach(this::execute);
  }

  /**
   * Runs statements as they are typed. One that fails is told of, and does not end it.
   *
   * @param failures where these are told
   */
  public void converse(BufferedReader typed, PrintWriter failures) {
    Optional<String> text = next(typed);
    while (text.isPresent()) {
      StatementText.statements(text.get()).forEach(statement -> tryToExecute(statement, failures));
      text = next(typed);
    }
  }

  private void tryToExecute(String statement, PrintWriter failures) {
    try {
      execute(statement);
    } catch (Exception e) { // Scala throws SparkException, a checked one, without declaring it.
      failures.println(reason(e));
    }
  }

  /** What is typed up to a line that ends with a semicolon, or to the end. */
  private Optional<String> next(BufferedReader typed) {
    StringBuilder text = new StringBuilder();
    try {
      prompt();
      for (String line = typed.readLine(); line != null; line = typed.readLine()) {
        text.append(line).append('\n');
        if (line.strip().endsWith(";")) {
          return Optional.of(text.toString());
        }
        prompt();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(text.toString()).filter(rest -> !rest.isBlank());
  }

  private void prompt() {
    out.print("sql> ");
    out.flush();
  }

  private void execute(String statement) {
    try {
      Dataset<Row> rows = spark.sql(statement);
      if (rows.columns().length > 0) {
        out.print(table(rows));
        out.flush();
      }
    } catch (Exception e) { // Scala throws AnalysisException, a checked one, without declaring it.
      Optional<String> mistake = mistake(e);
      if (mistake.isPresent()) {
        throw new InvalidInputException(mistake.get(), e);
      }
      throw e;
    }
  }

  /** What is wrong with a statement, or with what it reads, where that is why it failed. */
  private static Optional<String> mistake(Exception failure) {
    if (failure instanceof AnalysisException analysis) {
      return Optional.of(analysis.getSimpleMessage());
    }
    return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
        .filter(InvalidInputException.class::isInstance)
        .findFirst()
        .map(Throwable::getMessage);
  }

  private static String table(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).showString(MAX_ROWS, 0, false);
  }

  /** Why a statement failed: of the causes, the first. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof InvalidInputException)) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
