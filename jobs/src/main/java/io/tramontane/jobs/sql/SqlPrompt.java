package io.tramontane.jobs.sql;

import io.tramontane.failure.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL statements and prints their rows as tables. A statement ends with a line that ends with
 * a semicolon, or with the text.
 */
public final class SqlPrompt {
  /** A screen is no place for more; a table is. */
  private static final int MOST_ROWS = 1000;

  private final SparkSession spark;
  private final PrintWriter out;

  public SqlPrompt(SparkSession spark, PrintWriter out) {
    this.spark = spark;
    this.out = out;
  }

  /**
   * Runs the statements of a text, up to the first that fails.
   *
   * @throws InvalidInputException if Spark does not understand a statement
   */
  public void run(String statements) {
    BufferedReader lines = new BufferedReader(new StringReader(statements));
    Optional<String> next = next(lines, () -> {});
    while (next.isPresent()) {
      execute(next.get());
      next = next(lines, () -> {});
    }
  }

  /**
   * Runs statements as they are typed. One that fails is told of, and does not end it.
   *
   * @param failures where these are told
   */
  public void converse(BufferedReader typed, PrintWriter failures) {
    Optional<String> next = next(typed, this::prompt);
    while (next.isPresent()) {
      try {
        execute(next.get());
      } catch (Exception e) { // Scala throws SparkException, a checked one, without declaring it.
        failures.println(reason(e));
      }
      next = next(typed, this::prompt);
    }
  }

  private void prompt() {
    out.print("sql> ");
    out.flush();
  }

  /** The next statement that is not blank, without its semicolon. */
  private static Optional<String> next(BufferedReader lines, Runnable beforeLine) {
    StringBuilder statement = new StringBuilder();
    try {
      beforeLine.run();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        statement.append(line).append('\n');
        String text = statement.toString().strip();
        if (text.endsWith(";")) {
          return Optional.of(text.substring(0, text.length() - 1));
        }
        beforeLine.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(statement.toString()).filter(text -> !text.isBlank());
  }

  private void execute(String statement) {
    try {
      Dataset<Row> rows = spark.sql(statement);
      if (rows.columns().length > 0) {
        out.print(table(rows));
        out.flush();
      }
    } catch (Exception e) { // Scala throws AnalysisException, a checked one, without declaring it.
      if (e instanceof AnalysisException analysis) {
        throw new InvalidInputException(analysis.getSimpleMessage(), e);
      }
      throw e;
    }
  }

  private static String table(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).showString(MOST_ROWS, 0, false);
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
