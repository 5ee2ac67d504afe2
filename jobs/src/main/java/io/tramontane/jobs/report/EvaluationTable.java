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
 * An evaluation for people, in lines of text.
 *
 * @param evaluation what to show
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
      text.append("\nParts of the documents\n").append(slices(evaluation.slices()));
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
            "In brackets: 95 %% intervals of %d bootstrap samples.\n"
                .formatted(evaluation.bootstrap().resamples()))
        .toString();
  }

  private Figures headline() {
    Figures figures =
        new Figures()
            .add("documents", evaluation.documents().inRun())
            .add("evaluated", evaluation.documents().evaluated());
    evaluation
        .headline()
        .forEach((measure, estimate) -> figures.add(measure.label(), text(estimate)));
    return figures;
  }

  private static String text(@Nullable Estimate estimate) {
    return "%s (%s)".formatted(Estimates.value(estimate), Estimates.interval(estimate));
  }

  private static String labels(List<Label> labels) {
    int width = labels.stream().mapToInt(label -> label.label().length()).max().orElse(0);
    String format = "  %-" + Math.max(5, width) + "s  %7s  %7s  %9s  %6s  %5s%n";
    StringBuilder lines =
        new StringBuilder(
            format.formatted("label", "gold", "answers", "precision", "recall", "F1"));
    for (Label label : labels) {
      lines.append(
          format.formatted(
              label.label(),
              Figures.grouped(label.score().support()),
              Figures.grouped(label.score().answers()),
              Estimates.figure(label.score().precision()),
              Estimates.figure(label.score().recall()),
              Estimates.figure(label.score().f1())));
    }
    return lines.toString();
  }

  private static String summaries(Summaries summaries) {
    SummaryStats stats = summaries.stats();
    return new Figures()
        .add("mean words", String.format(Locale.ROOT, "%.1f", stats.meanWords()))
        .add("median words", String.format(Locale.ROOT, "%.1f", stats.medianWords()))
        .add("copied coverage", Estimates.figure(stats.coverage()))
        .add("copied density", Estimates.figure(stats.density()))
        .add("repetition", Estimates.figure(stats.repetition()))
        .add("empty", stats.empty())
        .add(
            "shared",
            "%s documents with %s texts"
                .formatted(
                    Figures.grouped(summaries.sharedDocuments()),
                    Figures.grouped(summaries.sharedTexts())))
        .toString();
  }

  private String slices(List<Slice> slices) {
    Metric main = evaluation.mainMetric();
    Figures figures = new Figures();
    for (Slice slice : slices) {
      figures.add(
          "%s: %s".formatted(slice.by(), slice.value()),
          "%s documents, %s %s"
              .formatted(
                  Figures.grouped(slice.documents()),
                  main.label(),
                  text(slice.headline().get(main))));
    }
    return figures.toString();
  }

  private static String comparison(Comparison comparison) {
    Figures figures = new Figures();
    comparison
        .differences()
        .forEach(
            (measure, difference) ->
                figures.add(
                    measure.label(),
                    "%s, %s".formatted(Estimates.signed(difference.value()), difference.words())));
    figures.add(
        "same answer",
        "%s of %s documents"
            .formatted(
                Estimates.percent(comparison.agreement().share()),
                Figures.grouped(comparison.agreement().documents())));
    if (comparison.mcnemar() != null) {
      figures.add("right", mcnemar(comparison.mcnemar()));
    }
    return "%nAgainst run %s%n%s".formatted(comparison.against().runId(), figures);
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
