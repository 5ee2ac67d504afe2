/**
 * The SQL functions, without Spark's planner.
 *
 * <p>A {@link io.tramontane.udf.function.SqlFunction} is one class: its {@link
 * io.tramontane.udf.function.Signature} says what it takes and gives, and it binds the {@link
 * io.tramontane.udf.function.Arguments} of a call, which gives a {@link
 * io.tramontane.udf.function.BoundFunction}: the task, the texts it is asked about, the type of the
 * result, and how an answer becomes one. {@link io.tramontane.udf.function.SqlFunctions} finds all
 * of them, {@link io.tramontane.udf.function.FunctionSettings} reads the session's settings.
 */
@NullMarked
package io.tramontane.udf.function;

import org.jspecify.annotations.NullMarked;
