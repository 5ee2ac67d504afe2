/**
 * Holding a run's answers against gold, or against those of another run.
 *
 * <p>{@link io.tramontane.jobs.evaluate.EvaluateJob} names the steps: the runs ({@code
 * EvaluatedRun}) and the gold are checked; Spark joins rows, corpus and gold ({@code
 * EvaluatedDocuments}) and turns each document into a few numbers ({@code LabelNumbers}, {@code
 * SummaryNumbers}); the driver makes figures of those.
 */
@NullMarked
package io.tramontane.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
