package io.tramontane.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import io.tramontane.config.Problems;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.ConfigLoader;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.report.Evaluation;
import io.tramontane.jobs.report.Evaluation.Setting;
import io.tramontane.jobs.run.RunRows;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.jobs.sink.RunFolders;
import io.tramontane.schema.RunManifest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A complete run, with the settings that it was made with.
 *
 * @param folders where it is
 */
record EvaluatedRun(RunFolders folders, RunManifest manifest, JobConfig config) {
  /** The columns by which rows of two runs, and documents, belong together. */
  static final List<String> KEY = List.of("doc_id", "content_hash");

  /**
   * Opens a run.
   *
   * @param overrides settings that go before those of the run
   * @throws InvalidInputException if it is not complete
   */
  static EvaluatedRun open(RunFolders folders, Map<String, Object> overrides) {
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
          "Cannot evaluate run %s: %d of its %d part files are there as they were written. See verify, and complete it with enrich."
              .formatted(run.path(), run.published().size(), manifest.getChunks()));
    }
    Problems problems = new Problems();
    JobConfig config =
        ConfigLoader.reload(manifest.getConfiguration(), overrides, problems).whole().orElse(null);
    problems.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("A configuration without a problem is whole.");
    }
    return new EvaluatedRun(folders, manifest, config);
  }

  TaskType task() {
    return config.task().type();
  }

  List<String> labels() {
    return config.task().classify().labels();
  }

  InputConfig input() {
    return config.input();
  }

  String id() {
    return manifest.getRunId();
  }

  /**
   * What the run answered: {@link #KEY}, {@code output} (null on error) and {@code probability}
   * (null where the task is no classification).
   */
  Dataset<Row> answers(SparkSession spark) {
    return RunRows.of(spark, folders.current(), manifest.getFiles())
        .select(
            col("doc_id"),
            col("content_hash"),
            col("output"),
            get(col("scores"), lit(0)).getField("probability").as("probability"));
  }

  /**
   * Makes sure that another run can be compared with this one.
   *
   * @throws InvalidInputException if it has another task, other labels or other documents
   */
  void requireComparable(EvaluatedRun other, SparkSession spark) {
    if (other.task() != task()) {
      throw cannotCompare(
          other,
          "one is to %s, the other to %s".formatted(name(task()), name(other.task())),
          "Give a run of the same task");
    }
    if (task() == TaskType.CLASSIFY
        && !new HashSet<>(labels()).equals(new HashSet<>(other.labels()))) {
      throw cannotCompare(
          other,
          "one has the labels %s, the other %s".formatted(labels(), other.labels()),
          "Give a run of the same labels");
    }
    long onlyHere = without(answers(spark), other.answers(spark));
    long onlyThere = without(other.answers(spark), answers(spark));
    if (onlyHere + onlyThere > 0) {
      throw cannotCompare(
          other,
          "%d documents of the one and %d of the other are not in both with the same content"
              .formatted(onlyHere, onlyThere),
          "Give a run of the same corpus");
    }
  }

  private static long without(Dataset<Row> rows, Dataset<Row> others) {
    return rows.join(others, KEY.toArray(String[]::new), "left_anti").count();
  }

  private InvalidInputException cannotCompare(EvaluatedRun other, String cause, String remedy) {
    return new InvalidInputException(
        "Cannot compare run %s with %s: %s. %s.".formatted(id(), other.id(), cause, remedy));
  }

  private static String name(TaskType task) {
    return task == TaskType.CLASSIFY ? "classify" : "summarize";
  }

  /** In what that shapes a row the runs differ. */
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

  /** For whoever reads the evaluation. */
  Evaluation.Run described() {
    return new Evaluation.Run(
        id(),
        folders.current().path().toString(),
        name(task()),
        manifest.getFingerprint(),
        folders.current().isSuccess());
  }
}
