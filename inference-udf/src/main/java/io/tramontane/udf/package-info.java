/**
 * The models of an executor, and their use from Spark.
 *
 * <p>{@link io.tramontane.udf.ModelRegistry} loads each model once for all tasks of a JVM. A model
 * comes from a {@link io.tramontane.udf.ModelSource}: a file of the host, or a URL, which the
 * host's model cache fetches once for all of its JVMs.
 */
@NullMarked
package io.tramontane.udf;

import org.jspecify.annotations.NullMarked;
