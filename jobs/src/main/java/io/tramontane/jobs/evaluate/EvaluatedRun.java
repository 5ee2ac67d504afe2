package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.tramontane.config.Problems;
import io.tramontane.evaluation.Evaluator;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.config.RecordedSettings;
import io.tramontane.jobs.config.StandIns;
import io.tramontane.jobs.corpus.ColumnSource;
import io.tramontane.jobs.report.Evaluation;
import io.tramontane.jobs.report.Evaluation.Setting;
import io.tramontane.jobs.run.RunRows;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import io.tramontane.schema.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A complete run whose task can be evaluated.
 *
 * @param folders where it is
 * @param manifest what it did
 * @param input its corpus
 * @param task its task's name
 * @param evaluator how answers of this task are evaluated
 */
record EvaluatedRun(
    RunFolders folders, RunManifest manifest, InputConfig input, String task, Evaluator evaluator) {
  /** The columns that identify a document and its content: rows of two runs are joined by them. */
  static final List<String> KEY = List.of("doc_id", "content_hash");

  private static final Set<String> NEEDED = Set.of("task", "input");

  /**
   * Opens a run.
   *
   * @param standIns settings in the place of the run's
   * @throws InvalidInputException if it is not complete, or its task cannot be evaluated
   */
  static EvaluatedRun open(RunFolders folders, StandIns standIns) {
    RunFolder run = folders.current();
    RunManifest manifest =
        run.manifest()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Cannot evaluate run %s: it has no manifest, so it is not complete. Complete it with enrich."
                            .formatted(run.path())));
    if (run.published().size() < manifest.getChunks()) {
      throw new InvalidInputException(
          "Cannot evaluate run %s: %s of its %s part files are there as they were written. See verify, and complete it with enrich."
              .formatted(run.path(), run.published().size(), manifest.getChunks()));
    }
    Problems problems = new Problems();
    RecordedSettings recorded =
        new RecordedSettings(
            manifest.getRunId(),
            manifest.getConfiguration(),
            run.path().toUri(),
            NEEDED,
            cache -> Optional.empty());
    JobConfig config = ConfigLoader.reload(recorded, standIns, problems).whole().orElse(null);
    problems.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("A configuration without problems has every section.");
    }
    String task = config.task().type();
    return new EvaluatedRun(
        folders,
        manifest,
        config.input().withoutKept(),
        task,
        requireEvaluator(config.task().evaluator(), manifest.getRunId(), task));
  }

  /** The evaluator of a run's task, if it has one. */
  static Evaluator requireEvaluator(Optional<Evaluator> evaluator, String runId, String task) {
    return evaluator.orElseThrow(
        () ->
            new InvalidInputException(
                "Cannot evaluate run %s: its task %s has no evaluation. Give a run of another task."
                    .formatted(runId, task)));
  }

  /** The columns of its corpus. */
  ColumnSource columns() {
    return ColumnSource.of(input, manifest.getInputTables());
  }

  String id() {
    return manifest.getRunId();
  }

  /**
   * What the run answered, as columns: {@link #KEY}, {@code output} (null on error) and {@code
   * probability} (null where an answer has none).
   */
  Dataset<Row> answers(SparkSession spark) {
    return RunRows.of(spark, folders.current(), manifest.getFiles())
        .select(
            col("doc_id"),
            col("content_hash"),
            expr(evaluator.outputExpression()).as("output"),
            expr(evaluator.probabilityExpression()).as("probability"));
  }

  /**
   * Makes sure that another run can be compared with this one.
   *
   * @throws InvalidInputException if it has another task, other possible answers or other documents
   */
  void requireComparable(EvaluatedRun other, SparkSession spark) {
    if (!other.task.equals(task)) {
      throw cannotCompare(
          other,
          "one is to %s, the other to %s. Give a run of the same task."
              .formatted(task, other.task));
    }
    Optional<String> incompatibility = evaluator.incompatibility(other.evaluator);
    if (incompatibility.isPresent()) {
      throw cannotCompare(other, incompatibility.get());
    }
    long onlyHere = without(answers(spark), other.answers(spark));
    long onlyThere = without(other.answers(spark), answers(spark));
    if (onlyHere + onlyThere > 0) {
      throw cannotCompare(
          other,
          "%s documents of the one and %s of the other are not in both with the same content. Give a run of the same corpus."
              .formatted(onlyHere, onlyThere));
    }
  }

  private static long without(Dataset<Row> rows, Dataset<Row> others) {
    return rows.join(others, KEY.toArray(String[]::new), "left_anti").count();
  }

  private InvalidInputException cannotCompare(EvaluatedRun other, String causeAndRemedy) {
    return new InvalidInputException(
        "Cannot compare run %s with %s: %s".formatted(id(), other.id(), causeAndRemedy));
  }

  /** The settings that shape rows and differ between the runs. */
  List<Setting> settingsUnlike(EvaluatedRun other) {
    Map<String, String> here = manifest.getFingerprintParts();
    Map<String, String> there = other.manifest.getFingerprintParts();
    TreeSet<String> names = new TreeSet<>(here.keySet());
    names.addAll(there.keySet());
    return names.stream()
        .map(name -> new Setting(name, here.getOrDefault(name, ""), there.getOrDefault(name, "")))
        .filter(setting -> !setting.run().equals(setting.against()))
        .toList();
  }

  /** The run as an evaluation names it. */
  Evaluation.Run described() {
    return new Evaluation.Run(
        id(),
        Secrets.mask(folders.current().path().toString()),
        task,
        manifest.getFingerprint(),
        folders.current().isSuccess());
  }
}
