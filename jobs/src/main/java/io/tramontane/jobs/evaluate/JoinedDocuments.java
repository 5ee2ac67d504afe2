package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;

import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.jobs.corpus.ColumnSource;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.plan.ChunkedCorpus;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run's documents joined with everything that they are evaluated by: {@code doc_id}, {@code
 * content_hash}, {@code output}, {@code probability}, {@code other_output}, {@code
 * other_probability}, {@code content} (the text's bytes; null if the corpus no longer holds the
 * document as the run read it, or it has no text), {@code found} (true if the corpus holds it, else
 * null), {@code gold} and {@code slice_value}. Each row is a document of the run; missing values
 * are null.
 *
 * @param table the rows, not yet read
 * @param goldPath where the gold comes from
 * @param slices the values of the slice column, the most frequent first
 */
record JoinedDocuments(Dataset<Row> table, String goldPath, List<String> slices) {
  private static final int MAX_SLICES = 20;

  /**
   * Joins a run with its corpus and the gold, after checking both.
   *
   * @throws io.tramontane.failure.InvalidInputException if the corpus or the gold cannot be read
   */
  static JoinedDocuments of(
      SparkSession spark,
      EvaluationRequest request,
      EvaluatedRun run,
      Optional<EvaluatedRun> against) {
    String[] key = EvaluatedRun.KEY.toArray(String[]::new);
    ColumnSource goldSource = goldSource(request, run);
    Dataset<Row> gold = goldSource.read(spark, request.goldColumn(), "gold", "--gold-column");
    Optional<Dataset<Row>> slices = request.sliceColumn().map(column -> slices(spark, run, column));
    Dataset<Row> table =
        answers(spark, run, against)
            .join(corpus(spark, run), key, "left")
            .join(gold, new String[] {ColumnSource.ID}, "left");
    return new JoinedDocuments(
        slices
            .map(values -> table.join(values, new String[] {ColumnSource.ID}, "left"))
            .orElseGet(() -> table.withColumn("slice_value", lit(null).cast("string"))),
        goldSource.path(),
        slices.map(JoinedDocuments::mostFrequent).orElse(List.of()));
  }

  private static ColumnSource goldSource(EvaluationRequest request, EvaluatedRun run) {
    InputConfig input = run.input();
    return request
        .goldFile()
        .map(
            file ->
                new ColumnSource(
                    file,
                    ColumnSource.formatOf(file, tableFormat(input)),
                    input.idColumn(),
                    input.csv(),
                    Optional.empty()))
        .orElseGet(() -> run.columns());
  }

  /** The gold of what are no files with columns is most likely in Parquet. */
  private static InputFormat tableFormat(InputConfig input) {
    return input.format() == InputFormat.TEXT || input.format() == InputFormat.TABLE
        ? InputFormat.PARQUET
        : input.format();
  }

  private static Dataset<Row> slices(SparkSession spark, EvaluatedRun run, String column) {
    return run.columns().read(spark, column, "slice_value", "--slice-column");
  }

  private static Dataset<Row> answers(
      SparkSession spark, EvaluatedRun run, Optional<EvaluatedRun> against) {
    Dataset<Row> answers = run.answers(spark);
    return against
        .map(
            other ->
                answers.join(
                    other
                        .answers(spark)
                        .withColumnRenamed("output", "other_output")
                        .withColumnRenamed("probability", "other_probability"),
                    EvaluatedRun.KEY.toArray(String[]::new),
                    "left"))
        .orElseGet(
            () ->
                answers
                    .withColumn("other_output", lit(null).cast("string"))
                    .withColumn("other_probability", lit(null).cast("double")));
  }

  private static Dataset<Row> corpus(SparkSession spark, EvaluatedRun run) {
    return ChunkedCorpus.hashed(
            CorpusSource.read(spark, run.input(), run.manifest().getInputTables()))
        .select(col("doc_id"), col("content_hash"), col("content"), lit(true).as("found"))
        .dropDuplicates(EvaluatedRun.KEY.toArray(String[]::new));
  }

  private static List<String> mostFrequent(Dataset<Row> slices) {
    return slices
        .groupBy("slice_value")
        .count()
        .orderBy(desc("count"), col("slice_value"))
        .limit(MAX_SLICES)
        .select("slice_value")
        .as(Encoders.STRING())
        .collectAsList();
  }
}
