package io.tramontane.jobs.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tramontane.evaluation.Calibration;
import io.tramontane.evaluation.ConfusionMatrix.LabelMetrics;
import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a run's answers are. docs/evaluation.md defines every figure, and names the fields as
 * {@link EvaluationJson} writes them.
 *
 * @param run whose answers
 * @param gold what they are held against
 * @param documents which documents count
 * @param bootstrap how the intervals came about
 * @param headline the task's main figures
 * @param classification more figures, where the task is to classify; else null
 * @param summaries more figures, where the task is to summarize; else null
 * @param slices the main figures of some of the documents
 * @param comparison with another run, if one was asked for; else null
 */
public record Evaluation(
    Run run,
    Gold gold,
    Documents documents,
    Resampling bootstrap,
    Map<Metric, Estimate> headline,
    @Nullable Classification classification,
    @Nullable Summaries summaries,
    List<Slice> slices,
    @Nullable Comparison comparison) {

  /**
   * A run.
   *
   * @param success whether no more of its rows are errors than were allowed
   */
  public record Run(
      String runId, String folder, String task, String fingerprint, boolean success) {}

  /**
   * Where the gold is.
   *
   * @param path of the file or folder
   */
  public record Gold(String path, String column) {}

  /**
   * Documents, by what becomes of them here.
   *
   * @param inRun all of the run
   * @param evaluated those that the figures are about
   * @param errors those evaluated whose row is an error; they count as wrong
   * @param withoutGold left out, since there is no gold for them
   * @param goldIsNoLabel left out, since the run could not have given this answer
   * @param changed left out, since the corpus does not hold them any more as the run read them
   */
  public record Documents(
      int inRun, int evaluated, int errors, int withoutGold, int goldIsNoLabel, int changed) {}

  /**
   * How intervals came about.
   *
   * @param confidence what share of the samples an interval holds
   */
  public record Resampling(int resamples, long seed, double confidence) {}

  /**
   * How labels were found.
   *
   * @param labels in the order of the configuration
   * @param calibration bins of probability
   */
  public record Classification(List<Label> labels, List<Calibration.Bin> calibration) {}

  /**
   * One label.
   *
   * @param answers how many documents of this gold label got each label, in the labels' order; last
   *     those whose row is an error
   */
  public record Label(String label, LabelMetrics score, List<Integer> answers) {}

  /**
   * What summaries are like.
   *
   * @param rouge1 means over the evaluated documents
   * @param rouge2 likewise
   * @param rougeL likewise
   * @param histogram how many documents have a ROUGE-L F1 in each of 20 bins of equal width, a
   *     value on the border in the upper bin
   * @param meanWords the mean length of a summary
   * @param medianWords the median
   * @param coverage the mean share of a summary's words that are copied from the document
   * @param density the mean length of what a word is copied with
   * @param repetition the mean share of a summary's runs of four words that it had before
   * @param empty summaries without a word
   * @param sharedDocuments documents whose summary is also that of a different document
   * @param sharedTexts how many such summaries there are
   */
  public record Summaries(
      @JsonProperty("rouge_1") MeanOverlap rouge1,
      @JsonProperty("rouge_2") MeanOverlap rouge2,
      MeanOverlap rougeL,
      List<Integer> histogram,
      double meanWords,
      double medianWords,
      double coverage,
      double density,
      double repetition,
      int empty,
      long sharedDocuments,
      long sharedTexts) {}

  /** Means over documents. */
  public record MeanOverlap(double precision, double recall, double f1) {}

  /**
   * Some of the documents.
   *
   * @param by what tells them from the others: {@code length}, or a column's name
   * @param value which of them
   */
  public record Slice(String by, String value, int documents, Map<Metric, Estimate> headline) {}

  /**
   * With another run of the same documents.
   *
   * @param against the other run
   * @param settings in what the runs differ
   * @param headline the other run's figures
   * @param differences this run's figures less those of the other
   * @param agreement how often both say the same
   * @param mcnemar whether one is right more often, where the task is to classify; else null
   */
  public record Comparison(
      Run against,
      List<Setting> settings,
      Map<Metric, Estimate> headline,
      Map<Metric, Difference> differences,
      Agreement agreement,
      @Nullable McNemar mcnemar) {}

  /** What shapes rows and differs; empty where a run has none. */
  public record Setting(String name, String run, String against) {}

  /**
   * How often both say the same.
   *
   * @param documents that have an answer in both runs, with or without gold
   * @param same of these, those with the same answer, to the letter
   */
  public record Agreement(int documents, int same) {
    /** In 0 to 1; NaN without a document. */
    public double share() {
      return (double) same / documents;
    }
  }

  /** Of the evaluated documents, who is right; see {@link io.tramontane.evaluation.McNemarTest}. */
  public record McNemar(
      int bothRight, int onlyRunRight, int onlyAgainstRight, int bothWrong, double pValue) {}
}
