/**
 * How good answers are, as numbers: pure arithmetic over words and arrays, which knows neither
 * Spark nor runs.
 *
 * <p>{@link io.tramontane.jobs.measure.ClassificationScores} and {@link
 * io.tramontane.jobs.measure.SummaryScores} hold a few numbers for each document and give the
 * headline {@link io.tramontane.jobs.measure.Measure}s of any selection of documents; {@link
 * io.tramontane.jobs.measure.Bootstrap} puts intervals around them. docs/evaluation.md defines
 * every figure.
 */
@NullMarked
package io.tramontane.jobs.measure;

import org.jspecify.annotations.NullMarked;
