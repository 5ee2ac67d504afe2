/**
 * The models of an executor, and their use from Spark.
 *
 * <p>{@link io.tramontane.udf.ModelRegistry} loads each model once for all tasks of a JVM.
 */
@NullMarked
package io.tramontane.udf;

import org.jspecify.annotations.NullMarked;
