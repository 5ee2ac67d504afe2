/**
 * The SQL functions without Spark's planner: settings, and texts to answers.
 *
 * <p>{@link io.tramontane.udf.function.FunctionSettings} reads the session's settings. On an
 * executor an {@link io.tramontane.udf.function.Asker} turns the texts of rows into requests to the
 * model, and each {@link io.tramontane.udf.function.PendingAnswer} becomes a {@link
 * io.tramontane.udf.function.TextAnswer}.
 */
@NullMarked
package io.tramontane.udf.function;

import org.jspecify.annotations.NullMarked;
