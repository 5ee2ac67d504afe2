/**
 * How good answers are, as numbers: pure arithmetic over words and arrays, which knows neither
 * Spark nor runs.
 *
 * <p>{@link io.tramontane.evaluation.ClassificationScores} and {@link
 * io.tramontane.evaluation.SummaryScores} hold a few numbers for each document and compute the
 * headline {@link io.tramontane.evaluation.Metric}s of any selection of documents; {@link
 * io.tramontane.evaluation.Bootstrap} puts intervals around them. docs/evaluation.md defines every
 * metric.
 */
@NullMarked
package io.tramontane.evaluation;

import org.jspecify.annotations.NullMarked;
