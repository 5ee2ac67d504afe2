/**
 * The {@link io.tramontane.backend.Backend} that runs a model in this JVM.
 *
 * <p>{@link io.tramontane.backend.local.LocalBackend} owns an engine; its session makes a question
 * of each text ({@code PreparedTask}), submits what has to be asked to the engine, and decodes the
 * results.
 */
@NullMarked
package io.tramontane.backend.local;

import org.jspecify.annotations.NullMarked;
