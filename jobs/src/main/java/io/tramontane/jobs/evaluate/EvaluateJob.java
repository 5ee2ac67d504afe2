package io.tramontane.jobs.evaluate;

import io.tramontane.evaluation.Bootstrap;
import io.tramontane.evaluation.GoldStatus;
import io.tramontane.evaluation.MeasuredAnswers;
import io.tramontane.evaluation.Metric;
import io.tramontane.evaluation.SummaryStats;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.report.Difference;
import io.tramontane.jobs.report.Evaluation;
import io.tramontane.jobs.report.Evaluation.Agreement;
import io.tramontane.jobs.report.Evaluation.Comparison;
import io.tramontane.jobs.report.Evaluation.Documents;
import io.tramontane.jobs.report.Evaluation.Gold;
import io.tramontane.jobs.report.Evaluation.McNemar;
import io.tramontane.jobs.report.Evaluation.Resampling;
import io.tramontane.jobs.report.Evaluation.Slice;
import io.tramontane.jobs.report.Evaluation.Summaries;
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
 * Evaluates a run: how good its answers are, and whether they are better or worse than those of
 * another run. Reads the rows, the corpus and the gold with Spark; the driver holds some numbers
 * for each document, 64 bytes for a classification and 192 for a summary. Changes no row.
 */
public final class EvaluateJob {
  private final SparkSession spark;

  public EvaluateJob(SparkSession spark) {
    this.spark = spark.newSession();
    // Partitions are not chunks here, so Spark may fit their number to the data.
    this.spark.conf().set("spark.sql.adaptive.enabled", "true");
  }

  /**
   * An evaluation.
   *
   * @param evaluation what it found
   * @param files where it was written
   */
  public record Result(Evaluation evaluation, EvaluationFiles files) {}

  /**
   * Evaluates a run, and writes the evaluation beside its rows.
   *
   * @throws InvalidInputException if a run is not complete, its task has no evaluation, the gold or
   *     the corpus cannot be read, or the runs cannot be compared; nothing has been written then
   */
  public Result run(EvaluationRequest request) {
    EvaluatedRun run = EvaluatedRun.open(request.run(), request.standIns());
    Optional<EvaluatedRun> against =
        request.against().map(folders -> EvaluatedRun.open(folders, request.standIns()));
    against.ifPresent(other -> run.requireComparable(other, spark));
    JoinedDocuments documents = JoinedDocuments.of(spark, request, run, against);
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
      JoinedDocuments documents) {
    DocumentMetrics metrics = DocumentMetrics.collect(documents, run.evaluator());
    int[] evaluated = requireAny(metrics, request, run, documents);
    MeasuredAnswers answers = run.evaluator().answers(metrics.measurements());
    return new Evaluation(
        run.described(),
        new Gold(Secrets.mask(documents.goldPath()), request.goldColumn()),
        documents(metrics, evaluated, answers),
        new Resampling(Bootstrap.RESAMPLES, Bootstrap.SEED, Bootstrap.CONFIDENCE),
        answers.scores().mainMetric(),
        Bootstrap.estimates(answers.scores(), evaluated),
        answers.classification(evaluated).orElse(null),
        answers.summaries(evaluated).map(stats -> summaries(stats, run)).orElse(null),
        slices(request, documents, metrics, evaluated, answers),
        against.map(other -> compare(run, other, metrics, evaluated, answers)).orElse(null));
  }

  private static int[] requireAny(
      DocumentMetrics metrics,
      EvaluationRequest request,
      EvaluatedRun run,
      JoinedDocuments documents) {
    int[] evaluated = metrics.evaluated();
    if (evaluated.length == 0) {
      throw new InvalidInputException(
          "Cannot evaluate run %s: of its %s documents, %s are not in %s as the run read them, %s have no gold in column %s of %s, and %s a gold that is none of the run's labels. Correct --gold-column, --gold or --input."
              .formatted(
                  run.id(),
                  metrics.size(),
                  metrics.count(GoldStatus.OUTDATED),
                  run.input().path(),
                  metrics.count(GoldStatus.MISSING),
                  request.goldColumn(),
                  documents.goldPath(),
                  metrics.count(GoldStatus.NOT_AN_ANSWER)));
    }
    return evaluated;
  }

  private static Documents documents(
      DocumentMetrics metrics, int[] evaluated, MeasuredAnswers answers) {
    int answered = Math.toIntExact(Arrays.stream(evaluated).filter(answers::isAnswered).count());
    return new Documents(
        metrics.size(),
        evaluated.length,
        evaluated.length - answered,
        metrics.count(GoldStatus.MISSING),
        metrics.count(GoldStatus.NOT_AN_ANSWER),
        metrics.count(GoldStatus.OUTDATED));
  }

  private Summaries summaries(SummaryStats stats, EvaluatedRun run) {
    SharedSummaries shared = SharedSummaries.of(run.answers(spark));
    return new Summaries(stats, shared.documents(), shared.texts());
  }

  private static List<Slice> slices(
      EvaluationRequest request,
      JoinedDocuments documents,
      DocumentMetrics metrics,
      int[] evaluated,
      MeasuredAnswers answers) {
    Slices slices = new Slices(metrics, evaluated, answers.scores());
    List<Slice> all = new ArrayList<>(slices.byLength());
    request
        .sliceColumn()
        .ifPresent(column -> all.addAll(slices.byColumn(column, documents.slices())));
    return all;
  }

  private static Comparison compare(
      EvaluatedRun run,
      EvaluatedRun against,
      DocumentMetrics metrics,
      int[] evaluated,
      MeasuredAnswers answers) {
    Map<Metric, Difference> differences = new LinkedHashMap<>();
    Bootstrap.differences(answers.scores(), answers.otherScores(), evaluated)
        .forEach(
            (metric, difference) -> differences.put(metric, Difference.of(metric, difference)));
    return new Comparison(
        against.described(),
        run.settingsUnlike(against),
        Bootstrap.estimates(answers.otherScores(), evaluated),
        differences,
        agreement(metrics, answers),
        answers.mcnemar(evaluated).map(McNemar::of).orElse(null));
  }

  private static Agreement agreement(DocumentMetrics metrics, MeasuredAnswers answers) {
    int[] answered =
        IntStream.range(0, metrics.size())
            .filter(document -> answers.isAnswered(document) && answers.isAnsweredByOther(document))
            .toArray();
    return new Agreement(
        answered.length, Math.toIntExact(Arrays.stream(answered).filter(answers::isSame).count()));
  }
}
