/**
 * The face to Spark: the SQL functions ({@link io.tramontane.udf.TramontaneExtensions}, {@link
 * io.tramontane.udf.TramontaneFunctions}) and what runs in each executor ({@link
 * io.tramontane.udf.TramontanePlugin}).
 *
 * <p>Below it, {@code udf.catalyst} plans the functions, {@code udf.function} asks the model about
 * texts, and {@code udf.model} has the models of a JVM.
 */
@NullMarked
package io.tramontane.udf;

import org.jspecify.annotations.NullMarked;
