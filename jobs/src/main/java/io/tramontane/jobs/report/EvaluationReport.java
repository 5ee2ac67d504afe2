package io.tramontane.jobs.report;

import io.tramontane.evaluation.Calibration;
import io.tramontane.evaluation.ClassificationStats;
import io.tramontane.evaluation.ClassificationStats.Label;
import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import io.tramontane.evaluation.SummaryStats;
import io.tramontane.evaluation.SummaryStats.MeanOverlap;
import io.tramontane.jobs.report.Evaluation.Comparison;
import io.tramontane.jobs.report.Evaluation.McNemar;
import io.tramontane.jobs.report.Evaluation.Setting;
import io.tramontane.jobs.report.Evaluation.Slice;
import io.tramontane.jobs.report.ReportChart.Kind;
import io.tramontane.jobs.report.ReportChart.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An evaluation as one page of HTML that loads nothing, like the {@link RunReport}. It holds no
 * text of a document, a summary or the gold.
 *
 * <p>Each name in the braces of the template {@code evaluation.mustache} is a method here.
 */
public final class EvaluationReport extends Page {
  private static final int MAX_LABELS = 30;

  private final Evaluation evaluation;

  private EvaluationReport(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The page. */
  public static String render(Evaluation evaluation) {
    return new EvaluationReport(evaluation).render("evaluation");
  }

  record Named(String name, String value) {}

  record MetricValue(String name, String value, String interval) {}

  record LabelRow(
      String label, String support, String answers, String precision, String recall, String f1) {}

  record Cell(String documents, String share, String title) {}

  record ConfusionRow(String label, List<Cell> cells) {}

  record Bin(
      String name,
      String documents,
      String confidence,
      String accuracy,
      String confidenceValue,
      String accuracyValue) {}

  record SliceRow(String by, String value, String documents, List<MetricValue> metrics) {}

  record DifferenceRow(
      String name, String run, String against, String difference, String interval, String words) {}

  String title() {
    return "Evaluation of run " + evaluation.run().runId();
  }

  String gold() {
    return "Against column %s of %s"
        .formatted(evaluation.gold().column(), evaluation.gold().path());
  }

  String resampling() {
    return "Intervals are 95 %% bootstrap intervals from %s samples of the documents, seed %s."
        .formatted(
            NumberFormats.grouped(evaluation.bootstrap().resamples()),
            evaluation.bootstrap().seed());
  }

  List<String> notes() {
    return EvaluationNotes.of(evaluation);
  }

  List<MetricValue> headline() {
    return metrics(evaluation.headline());
  }

  /** The metrics of the whole evaluation, over all or some of its documents. */
  private List<MetricValue> metrics(Map<Metric, Estimate> estimates) {
    return evaluation.headline().keySet().stream()
        .map(
            metric ->
                new MetricValue(
                    metric.label(),
                    NumberFormats.value(estimates.get(metric)),
                    NumberFormats.interval(estimates.get(metric))))
        .toList();
  }

  List<Named> documents() {
    Evaluation.Documents documents = evaluation.documents();
    List<Named> named = new ArrayList<>();
    named.add(new Named("Documents", NumberFormats.grouped(documents.inRun())));
    named.add(new Named("Evaluated", NumberFormats.grouped(documents.evaluated())));
    named.add(new Named("Of these, errors", NumberFormats.grouped(documents.errors())));
    named.add(new Named("Without gold", NumberFormats.grouped(documents.withoutGold())));
    if (hasLabels()) {
      named.add(new Named("Gold not a label", NumberFormats.grouped(documents.goldIsNoLabel())));
    }
    named.add(new Named("Changed since the run", NumberFormats.grouped(documents.changed())));
    return named;
  }

  boolean hasLabels() {
    return evaluation.classification() != null;
  }

  List<LabelRow> labels() {
    return labelsOf().stream()
        .map(
            label ->
                new LabelRow(
                    label.label(),
                    NumberFormats.grouped(label.score().support()),
                    NumberFormats.grouped(label.score().answers()),
                    NumberFormats.threeDecimals(label.score().precision()),
                    NumberFormats.threeDecimals(label.score().recall()),
                    NumberFormats.threeDecimals(label.score().f1())))
        .toList();
  }

  private List<Label> labelsOf() {
    ClassificationStats classification = evaluation.classification();
    return classification == null ? List.of() : classification.labels();
  }

  String confusionNote() {
    String note =
        "Rows are gold labels, columns are answers; the stronger the colour, the larger the share of the row.";
    return labelsOf().size() <= MAX_LABELS
        ? note
        : note
            + " Shown are the %s labels with the most documents; the JSON has all %s."
                .formatted(MAX_LABELS, NumberFormats.grouped(labelsOf().size()));
  }

  List<String> confusionColumns() {
    List<String> names = new ArrayList<>();
    shown().forEach(label -> names.add(labelsOf().get(label).label()));
    names.add("error");
    return names;
  }

  List<ConfusionRow> confusion() {
    return shown().stream()
        .map(labelsOf()::get)
        .map(label -> new ConfusionRow(label.label(), cells(label)))
        .toList();
  }

  /** The indexes of the labels with the most documents, in the labels' order. */
  private List<Integer> shown() {
    return IntStream.range(0, labelsOf().size())
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer label) -> -labelsOf().get(label).score().support()))
        .limit(MAX_LABELS)
        .sorted()
        .toList();
  }

  private List<Cell> cells(Label gold) {
    List<Integer> columns = new ArrayList<>(shown());
    columns.add(gold.answers().size() - 1);
    return columns.stream()
        .map(
            column -> {
              int documents = gold.answers().get(column);
              return new Cell(
                  documents == 0 ? "" : NumberFormats.grouped(documents),
                  String.format(
                      Locale.ROOT,
                      "%.3f",
                      (double) documents / Math.max(1, gold.score().support())),
                  column < labelsOf().size()
                      ? "%s answered as %s".formatted(gold.label(), labelsOf().get(column).label())
                      : gold.label() + " with an error");
            })
        .toList();
  }

  List<Bin> calibration() {
    ClassificationStats classification = evaluation.classification();
    return classification == null
        ? List.of()
        : classification.calibration().stream().map(EvaluationReport::bin).toList();
  }

  private static Bin bin(Calibration.Bin bin) {
    return new Bin(
        String.format(Locale.ROOT, "%.1f–%.1f", bin.from(), bin.to()),
        NumberFormats.grouped(bin.documents()),
        NumberFormats.threeDecimals(bin.confidence()),
        NumberFormats.threeDecimals(bin.accuracy()),
        bin.confidence() == null ? "" : String.valueOf(bin.confidence()),
        bin.accuracy() == null ? "" : String.valueOf(bin.accuracy()));
  }

  boolean hasSummaries() {
    return evaluation.summaries() != null;
  }

  List<ReportChart> charts() {
    Evaluation.Summaries summaries = evaluation.summaries();
    if (summaries == null) {
      return List.of();
    }
    List<Integer> bins = summaries.stats().histogram();
    return List.of(
        new ReportChart(
            Kind.COLUMNS,
            "ROUGE-L F1 of each summary",
            "How close summaries are to the gold: the number of documents in each range.",
            "ROUGE-L F1",
            "documents",
            IntStream.range(0, bins.size())
                .mapToObj(
                    bin ->
                        Point.of(
                            String.format(
                                Locale.ROOT,
                                "%.2f–%.2f",
                                (double) bin / bins.size(),
                                (bin + 1.0) / bins.size()),
                            bins.get(bin)))
                .toList()));
  }

  record RougeRow(String name, String precision, String recall, String f1) {}

  List<RougeRow> rouge() {
    Evaluation.Summaries summaries = evaluation.summaries();
    return summaries == null
        ? List.of()
        : List.of(
            rouge("ROUGE-1", summaries.stats().rouge1()),
            rouge("ROUGE-2", summaries.stats().rouge2()),
            rouge("ROUGE-L", summaries.stats().rougeL()));
  }

  private static RougeRow rouge(String name, MeanOverlap overlap) {
    return new RougeRow(
        name,
        NumberFormats.threeDecimals(overlap.precision()),
        NumberFormats.threeDecimals(overlap.recall()),
        NumberFormats.threeDecimals(overlap.f1()));
  }

  List<Named> summaryStyle() {
    Evaluation.Summaries summaries = evaluation.summaries();
    if (summaries == null) {
      return List.of();
    }
    SummaryStats stats = summaries.stats();
    return List.of(
        new Named("Words, mean", String.format(Locale.ROOT, "%.1f", stats.meanWords())),
        new Named("Words, median", String.format(Locale.ROOT, "%.1f", stats.medianWords())),
        new Named("Copied, coverage", NumberFormats.threeDecimals(stats.coverage())),
        new Named("Copied, density", NumberFormats.threeDecimals(stats.density())),
        new Named("Repetition", NumberFormats.threeDecimals(stats.repetition())),
        new Named("Empty", NumberFormats.grouped(stats.empty())),
        new Named(
            "In another language than their document",
            "%s of %s whose language is told"
                .formatted(
                    NumberFormats.grouped(stats.otherLanguage()),
                    NumberFormats.grouped(stats.languageTold()))),
        new Named(
            "Documents sharing a summary", NumberFormats.grouped(summaries.sharedDocuments())));
  }

  boolean hasSlices() {
    return !evaluation.slices().isEmpty();
  }

  List<String> sliceColumns() {
    return evaluation.headline().keySet().stream().map(Metric::label).toList();
  }

  List<SliceRow> slices() {
    return evaluation.slices().stream().map(this::slice).toList();
  }

  private SliceRow slice(Slice slice) {
    return new SliceRow(
        slice.by(),
        slice.value(),
        NumberFormats.grouped(slice.documents()),
        metrics(slice.headline()));
  }

  List<Against> comparison() {
    Comparison comparison = evaluation.comparison();
    return comparison == null ? List.of() : List.of(against(comparison));
  }

  /** What the page shows of a comparison. */
  record Against(
      String against,
      List<DifferenceRow> differences,
      String agreement,
      List<Setting> settings,
      List<Named> mcnemar) {}

  private Against against(Comparison comparison) {
    return new Against(
        comparison.against().runId(),
        comparison.differences().entrySet().stream()
            .map(entry -> difference(entry.getKey(), entry.getValue(), comparison))
            .toList(),
        "Both runs give the same answer to %s of the %s documents that both have an answer to."
            .formatted(
                NumberFormats.percent(comparison.agreement().share()),
                NumberFormats.grouped(comparison.agreement().documents())),
        comparison.settings(),
        comparison.mcnemar() == null ? List.of() : mcnemar(comparison.mcnemar()));
  }

  private DifferenceRow difference(Metric metric, Difference difference, Comparison comparison) {
    return new DifferenceRow(
        metric.label(),
        NumberFormats.value(evaluation.headline().get(metric)),
        NumberFormats.value(comparison.headline().get(metric)),
        NumberFormats.signed(difference.value()),
        NumberFormats.signed(difference.low()) + " to " + NumberFormats.signed(difference.high()),
        difference.words());
  }

  private static List<Named> mcnemar(McNemar test) {
    return List.of(
        new Named("Both right", NumberFormats.grouped(test.bothRight())),
        new Named("Only this run right", NumberFormats.grouped(test.onlyRunRight())),
        new Named("Only the other right", NumberFormats.grouped(test.onlyAgainstRight())),
        new Named("Both wrong", NumberFormats.grouped(test.bothWrong())),
        new Named("McNemar's exact test, p", String.format(Locale.ROOT, "%.3g", test.pValue())));
  }
}
