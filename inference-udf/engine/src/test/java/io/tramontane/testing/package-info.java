/**
 * Fixtures for the tests of this module and of those above it, which find them in the engine's test
 * jar.
 *
 * <p>{@link io.tramontane.testing.RandomModel} writes tiny model files whose tokenizer is a {@link
 * io.tramontane.testing.TestVocabulary}; {@link io.tramontane.testing.Requests} makes requests for
 * them. {@link io.tramontane.testing.PlainModel} says what an engine must answer, {@link
 * io.tramontane.testing.ReferenceTransformer} what a forward pass must give. {@link
 * io.tramontane.testing.TestJvm} runs a program of the test tree in a JVM of its own. {@link
 * io.tramontane.testing.ReferenceVocabularies} are those of published models, where they are given.
 */
@NullMarked
package io.tramontane.testing;

import org.jspecify.annotations.NullMarked;
