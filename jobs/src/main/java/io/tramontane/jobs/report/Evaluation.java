package io.tramontane.jobs.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tramontane.evaluation.ClassificationStats;
import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.McNemarTest;
import io.tramontane.evaluation.Metric;
import io.tramontane.evaluation.SummaryStats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a run's answers are. docs/evaluation.md defines every metric, and names the fields as
 * {@link EvaluationJson} writes them.
 *
 * @param run the evaluated run
 * @param gold what its answers are compared with
 * @param documents which documents count
 * @param bootstrap how the intervals were computed
 * @param mainMetric the metric to show where there is room for only one; not in the JSON
 * @param headline the task's metrics
 * @param classification more about the labels, where answers are labels; else null
 * @param summaries more about the summaries, where answers are summaries; else null
 * @param slices the metrics of parts of the documents
 * @param comparison with another run, if one was asked for; else null
 */
public record Evaluation(
    Run run,
    Gold gold,
    Documents documents,
    Resampling bootstrap,
    @JsonIgnore Metric mainMetric,
    Map<Metric, Estimate> headline,
    @Nullable ClassificationStats classification,
    @Nullable Summaries summaries,
    List<Slice> slices,
    @Nullable Comparison comparison) {

  /**
   * A run.
   *
   * @param task the task's name
   * @param success whether it has no more error rows than allowed
   */
  public record Run(
      String runId, String folder, String task, String fingerprint, boolean success) {}

  /**
   * Where the gold comes from.
   *
   * @param path the file or folder
   * @param column the column in it
   */
  public record Gold(String path, String column) {}

  /**
   * How many documents there are, by what became of them in the evaluation.
   *
   * @param inRun all documents of the run
   * @param evaluated those that the metrics cover
   * @param errors those of the evaluated whose row is an error; they count as wrong
   * @param withoutGold left out because they have no gold
   * @param goldIsNoLabel left out because the run could not have given their gold as an answer
   * @param changed left out because the corpus no longer holds them as the run read them
   */
  public record Documents(
      int inRun, int evaluated, int errors, int withoutGold, int goldIsNoLabel, int changed) {}

  /**
   * How intervals were computed.
   *
   * @param resamples the number of samples
   * @param seed the seed of the random numbers
   * @param confidence the share of the samples that an interval covers
   */
  public record Resampling(int resamples, long seed, double confidence) {}

  /**
   * What the summaries are like.
   *
   * @param stats of the evaluated documents
   * @param sharedDocuments documents of the run whose summary is also that of a document with other
   *     content
   * @param sharedTexts how many such summaries there are
   */
  public record Summaries(
      @JsonUnwrapped SummaryStats stats, long sharedDocuments, long sharedTexts) {}

  /**
   * Some of the documents.
   *
   * @param by what they were selected by: {@code length}, or a column's name
   * @param value the range of lengths, or the column's value
   * @param documents how many there are
   * @param headline their metrics
   */
  public record Slice(String by, String value, int documents, Map<Metric, Estimate> headline) {}

  /**
   * A comparison with another run of the same documents.
   *
   * @param against the other run
   * @param settings what the runs differ in
   * @param headline the other run's metrics
   * @param differences this run's metrics minus those of the other
   * @param agreement how often both give the same answer
   * @param mcnemar whether one is right more often, where answers are right or wrong; else null
   */
  public record Comparison(
      Run against,
      List<Setting> settings,
      Map<Metric, Estimate> headline,
      Map<Metric, Difference> differences,
      Agreement agreement,
      @Nullable McNemar mcnemar) {}

  /** A setting that shapes rows and differs; empty where a run does not have it. */
  public record Setting(String name, String run, String against) {}

  /**
   * How often both runs give the same answer.
   *
   * @param documents documents with an answer in both runs, with or without gold
   * @param same those of them with the same answer, to the letter
   */
  public record Agreement(int documents, int same) {
    /** In 0 to 1; NaN without a document. */
    public double share() {
      return (double) same / documents;
    }
  }

  /** On how many of the evaluated documents which run is right; see {@link McNemarTest}. */
  public record McNemar(
      int bothRight, int onlyRunRight, int onlyAgainstRight, int bothWrong, double pValue) {
    /** The result of the test. */
    public static McNemar of(McNemarTest test) {
      return new McNemar(
          test.bothRight(),
          test.onlyRunRight(),
          test.onlyOtherRight(),
          test.bothWrong(),
          test.pValue());
    }
  }
}
