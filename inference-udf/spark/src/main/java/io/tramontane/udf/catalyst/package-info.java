/**
 * The SQL functions in Spark's planner: all that depends on Spark's internals.
 *
 * <p>The way of a query: {@link io.tramontane.udf.catalyst.Registration} makes the functions known;
 * a call of one is a {@link io.tramontane.udf.catalyst.ModelCall} among the expressions of the
 * analyzed plan. Before the optimizer, {@link io.tramontane.udf.catalyst.ExtractModelCalls} moves
 * the calls into {@link io.tramontane.udf.catalyst.ModelCalls} nodes of their own, so that each is
 * made once for a row, whatever refers to it; {@link io.tramontane.udf.catalyst.OptimizeModelCalls}
 * keeps rows away from them, and {@link io.tramontane.udf.catalyst.KeepAnswers} answers from being
 * computed again. {@link io.tramontane.udf.catalyst.ModelCallsStrategy} plans them as {@link
 * io.tramontane.udf.catalyst.ModelCallsExec}, whose tasks read rows ahead and join the answers to
 * them in order ({@link io.tramontane.udf.catalyst.AnsweredRows}).
 */
@NullMarked
package io.tramontane.udf.catalyst;

import org.jspecify.annotations.NullMarked;
