/**
 * How good answers are, as numbers: pure arithmetic over words and arrays, which knows neither
 * Spark nor runs.
 *
 * <p>Start at {@link io.tramontane.evaluation.Evaluator}: what a task brings so that its answers
 * can be evaluated. {@link io.tramontane.evaluation.LabelEvaluator} is for labels, {@link
 * io.tramontane.evaluation.SummaryEvaluator} for summaries. Each turns an {@link
 * io.tramontane.evaluation.EvaluatedDocument} into a few numbers, and the numbers of all documents
 * into {@link io.tramontane.evaluation.MeasuredAnswers}. Their {@link
 * io.tramontane.evaluation.Scores} compute the headline {@link io.tramontane.evaluation.Metric}s of
 * any selection of documents, and {@link io.tramontane.evaluation.Bootstrap} puts intervals around
 * them. {@link io.tramontane.evaluation.TextLanguage} alone knows a model, that of languages.
 * docs/evaluation.md defines every metric.
 */
@NullMarked
package io.tramontane.evaluation;

import org.jspecify.annotations.NullMarked;
