package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.Bootstrap;
import io.tramontane.evaluation.Metric;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.report.Difference;
import io.tramontane.jobs.report.Evaluation;
import io.tramontane.jobs.report.Evaluation.Agreement;
import io.tramontane.jobs.report.Evaluation.Comparison;
import io.tramontane.jobs.report.Evaluation.Documents;
import io.tramontane.jobs.report.Evaluation.Gold;
import io.tramontane.jobs.report.Evaluation.Resampling;
import io.tramontane.jobs.report.Evaluation.Slice;
import io.tramontane.jobs.report.EvaluationJson;
import io.tramontane.jobs.report.EvaluationReport;
import io.tramontane.jobs.sink.EvaluationFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Tells how good a run's answers are, and whether they are better or worse than those of another
 * run. Reads the rows, the corpus and the gold with Spark; the driver holds some numbers for each
 * document, 64 bytes of a classification and 176 of a summary. Changes no row.
 */
public final class EvaluateJob {
  private final SparkSession spark;

  public EvaluateJob(SparkSession spark) {
    this.spark = spark.newSession();
    // Here no partition is a chunk, so Spark may fit their number to the data.
    this.spark.conf().set("spark.sql.adaptive.enabled", "true");
  }

  /**
   * What came of it.
   *
   * @param files where it lies
   */
  public record Result(Evaluation evaluation, EvaluationFiles files) {}

  /**
   * Evaluates, and writes the evaluation beside the run's rows.
   *
   * @throws InvalidInputException if a run is not complete, the gold or the corpus cannot be read,
   *     or the runs cannot be compared; nothing has been written then
   */
  public Result run(EvaluationRequest request) {
    EvaluatedRun run = EvaluatedRun.open(request.run(), request.overrides());
    Optional<EvaluatedRun> against =
        request.against().map(folders -> EvaluatedRun.open(folders, request.overrides()));
    against.ifPresent(other -> run.requireComparable(other, spark));
    EvaluatedDocuments documents = EvaluatedDocuments.of(spark, request, run, against);
    Evaluation evaluation = evaluate(request, run, against, documents);
    EvaluationFiles files =
        EvaluationFiles.write(
            run.folders(),
            run.manifest(),
            against.map(EvaluatedRun::id),
            EvaluationJson.write(evaluation),
            EvaluationReport.render(evaluation));
    return new Result(evaluation, files);
  }

  private Evaluation evaluate(
      EvaluationRequest request,
      EvaluatedRun run,
      Optional<EvaluatedRun> against,
      EvaluatedDocuments documents) {
    boolean classify = run.task() == TaskType.CLASSIFY;
    DocumentNumbers numbers =
        DocumentNumbers.collect(
            documents, classify ? new LabelNumbers(run.labels()) : new SummaryNumbers());
    int[] evaluated = requireAny(numbers, request, run, documents);
    TaskFigures task =
        classify
            ? new LabelFigures(run.labels(), numbers)
            : new SummaryFigures(numbers, SharedSummaries.of(run.answers(spark)));
    return new Evaluation(
        run.described(),
        new Gold(documents.goldPath(), request.goldColumn()),
        documents(numbers, evaluated, task),
        new Resampling(Bootstrap.RESAMPLES, Bootstrap.SEED, Bootstrap.CONFIDENCE),
        Bootstrap.estimates(task.scores(), evaluated),
        task.classification(evaluated),
        task.summaries(evaluated),
        slices(request, documents, numbers, evaluated, task),
        against.map(other -> compare(run, other, numbers, evaluated, task)).orElse(null));
  }

  private static int[] requireAny(
      DocumentNumbers numbers,
      EvaluationRequest request,
      EvaluatedRun run,
      EvaluatedDocuments documents) {
    int[] evaluated = numbers.evaluated();
    if (evaluated.length == 0) {
      throw new InvalidInputException(
          "Cannot evaluate run %s: of its %d documents, %d are not in %s as the run read them, %d have no gold in column %s of %s, and %d a gold that is none of the run's labels. Correct --gold-column, --gold or --input."
              .formatted(
                  run.id(),
                  numbers.size(),
                  numbers.count(Standing.CHANGED),
                  run.input().path(),
                  numbers.count(Standing.WITHOUT_GOLD),
                  request.goldColumn(),
                  documents.goldPath(),
                  numbers.count(Standing.GOLD_IS_NO_LABEL)));
    }
    return evaluated;
  }

  private static Documents documents(DocumentNumbers numbers, int[] evaluated, TaskFigures task) {
    return new Documents(
        numbers.size(),
        evaluated.length,
        evaluated.length
            - Math.toIntExact(Arrays.stream(evaluated).filter(task::isAnswered).count()),
        numbers.count(Standing.WITHOUT_GOLD),
        numbers.count(Standing.GOLD_IS_NO_LABEL),
        numbers.count(Standing.CHANGED));
  }

  private static List<Slice> slices(
      EvaluationRequest request,
      EvaluatedDocuments documents,
      DocumentNumbers numbers,
      int[] evaluated,
      TaskFigures task) {
    Slices slices = new Slices(numbers, evaluated, task.scores());
    List<Slice> all = new ArrayList<>(slices.byLength());
    request
        .sliceColumn()
        .ifPresent(column -> all.addAll(slices.byColumn(column, documents.slices())));
    return all;
  }

  private static Comparison compare(
      EvaluatedRun run,
      EvaluatedRun against,
      DocumentNumbers numbers,
      int[] evaluated,
      TaskFigures task) {
    Map<Metric, Difference> differences = new LinkedHashMap<>();
    Bootstrap.differences(task.scores(), task.otherScores(), evaluated)
        .forEach(
            (measure, difference) -> differences.put(measure, Difference.of(measure, difference)));
    return new Comparison(
        against.described(),
        run.settingsUnlike(against),
        Bootstrap.estimates(task.otherScores(), evaluated),
        differences,
        agreement(numbers, task),
        task.mcnemar(evaluated));
  }

  private static Agreement agreement(DocumentNumbers numbers, TaskFigures task) {
    int[] answered =
        IntStream.range(0, numbers.size())
            .filter(document -> task.isAnswered(document) && task.isAnsweredByOther(document))
            .toArray();
    return new Agreement(
        answered.length, Math.toIntExact(Arrays.stream(answered).filter(task::isSame).count()));
  }
}
