/**
 * The models of a JVM.
 *
 * <p>{@link io.tramontane.udf.model.ModelRegistry} loads each model once for all tasks of a JVM and
 * lends it to them; the jobs come to it by a {@link io.tramontane.udf.model.ModelProvider}. A model
 * comes from a {@link io.tramontane.udf.model.ModelSource}: a file of the host, or a URL, which the
 * host's model cache fetches once for all of its JVMs, by a {@link
 * io.tramontane.udf.model.ModelStore}.
 */
@NullMarked
package io.tramontane.udf.model;

import org.jspecify.annotations.NullMarked;
