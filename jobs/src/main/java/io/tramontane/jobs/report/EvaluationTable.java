package io.tramontane.jobs.report;

import io.tramontane.evaluation.ClassificationStats.Label;
import io.tramontane.evaluation.Estimate;
import io.tramontane.evaluation.Metric;
import io.tramontane.evaluation.SummaryStats;
import io.tramontane.jobs.report.Evaluation.Comparison;
import io.tramontane.jobs.report.Evaluation.McNemar;
import io.tramontane.jobs.report.Evaluation.Slice;
import io.tramontane.jobs.report.Evaluation.Summaries;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as lines of text.
 *
 * @param evaluation the evaluation to show
 */
public record EvaluationTable(Evaluation evaluation) {
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            "Run %s, against column %s of %s%n%s"
                .formatted(
                    evaluation.run().runId(),
                    evaluation.gold().column(),
                    evaluation.gold().path(),
                    headline()));
    if (evaluation.classification() != null) {
      text.append("\nLabels\n").append(labels(evaluation.classification().labels()));
    }
    if (evaluation.summaries() != null) {
      text.append("\nSummaries\n").append(summaries(evaluation.summaries()));
    }
    if (!evaluation.slices().isEmpty()) {
      text.append("\nSlices\n").append(slices(evaluation.slices()));
    }
    if (evaluation.comparison() != null) {
      text.append(comparison(evaluation.comparison()));
    }
    return text.append('\n')
        .append(
            EvaluationNotes.of(evaluation).stream()
                .map(note -> note + "\n")
                .collect(Collectors.joining()))
        .append(
            "In brackets: 95 %% bootstrap intervals from %s samples.\n"
                .formatted(evaluation.bootstrap().resamples()))
        .toString();
  }

  private AlignedLines headline() {
    AlignedLines lines =
        new AlignedLines()
            .add("documents", evaluation.documents().inRun())
            .add("evaluated", evaluation.documents().evaluated());
    evaluation.headline().forEach((metric, estimate) -> lines.add(metric.label(), text(estimate)));
    return lines;
  }

  private static String text(@Nullable Estimate estimate) {
    return "%s (%s)".formatted(NumberFormats.value(estimate), NumberFormats.interval(estimate));
  }

  private static String labels(List<Label> labels) {
    int width = labels.stream().mapToInt(label -> label.label().length()).max().orElse(0);
    String format = "  %-" + Math.max(5, width) + "s  %7s  %7s  %9s  %6s  %5s%n";
    StringBuilder lines =
        new StringBuilder(
            format.formatted("label", "gold", "answers", "precision", "recall", "F1"));
    for (Label label : labels) {
      lines.append(
          String.format(
              Locale.ROOT,
              format,
              label.label(),
              NumberFormats.grouped(label.score().support()),
              NumberFormats.grouped(label.score().answers()),
              NumberFormats.threeDecimals(label.score().precision()),
              NumberFormats.threeDecimals(label.score().recall()),
              NumberFormats.threeDecimals(label.score().f1())));
    }
    return lines.toString();
  }

  private static String summaries(Summaries summaries) {
    SummaryStats stats = summaries.stats();
    return new AlignedLines()
        .add("mean words", String.format(Locale.ROOT, "%.1f", stats.meanWords()))
        .add("median words", String.format(Locale.ROOT, "%.1f", stats.medianWords()))
        .add("copied coverage", NumberFormats.threeDecimals(stats.coverage()))
        .add("copied density", NumberFormats.threeDecimals(stats.density()))
        .add("repetition", NumberFormats.threeDecimals(stats.repetition()))
        .add("empty", stats.empty())
        .add(
            "other language",
            "%s of %s documents whose language is told"
                .formatted(
                    NumberFormats.grouped(stats.otherLanguage()),
                    NumberFormats.grouped(stats.languageTold())))
        .add(
            "shared",
            "%s documents with %s texts"
                .formatted(
                    NumberFormats.grouped(summaries.sharedDocuments()),
                    NumberFormats.grouped(summaries.sharedTexts())))
        .toString();
  }

  private String slices(List<Slice> slices) {
    Metric main = evaluation.mainMetric();
    AlignedLines lines = new AlignedLines();
    for (Slice slice : slices) {
      lines.add(
          "%s: %s".formatted(slice.by(), slice.value()),
          "%s documents, %s %s"
              .formatted(
                  NumberFormats.grouped(slice.documents()),
                  main.label(),
                  text(slice.headline().get(main))));
    }
    return lines.toString();
  }

  private static String comparison(Comparison comparison) {
    AlignedLines lines = new AlignedLines();
    comparison
        .differences()
        .forEach(
            (metric, difference) ->
                lines.add(
                    metric.label(),
                    "%s, %s"
                        .formatted(NumberFormats.signed(difference.value()), difference.words())));
    lines.add(
        "same answer",
        "%s of %s documents"
            .formatted(
                NumberFormats.percent(comparison.agreement().share()),
                NumberFormats.grouped(comparison.agreement().documents())));
    if (comparison.mcnemar() != null) {
      lines.add("right", mcnemar(comparison.mcnemar()));
    }
    return "%nAgainst run %s%n%s".formatted(comparison.against().runId(), lines);
  }

  private static String mcnemar(McNemar test) {
    return String.format(
        Locale.ROOT,
        "both %,d, only this run %,d, only the other %,d, neither %,d; McNemar's exact test p = %.3g",
        test.bothRight(),
        test.onlyRunRight(),
        test.onlyAgainstRight(),
        test.bothWrong(),
        test.pValue());
  }
}
