/**
 * Evaluating the answers of a run against gold, and comparing them with those of another run.
 *
 * <p>{@link io.tramontane.jobs.evaluate.EvaluateJob} names the steps: the runs ({@code
 * EvaluatedRun}) and the gold are checked; Spark joins rows, corpus and gold ({@code
 * JoinedDocuments}) and turns each document into a few numbers ({@code DocumentMetrics}); the
 * driver computes metrics from these, for all documents and for parts of them ({@code Slices}).
 * What is particular to a task is in its {@link io.tramontane.evaluation.Evaluator}.
 */
@NullMarked
package io.tramontane.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
