/**
 * The one boundary between those who have texts and whoever answers.
 *
 * <p>A {@link io.tramontane.backend.Backend} opens a {@link io.tramontane.backend.Session} for some
 * tasks; {@link io.tramontane.backend.Texts} go in, {@link io.tramontane.backend.Answers} come out,
 * in any order; an {@link io.tramontane.backend.AnswerWindow} puts them back in order and bounds
 * what is in progress. {@code backend.local} runs a model in this JVM.
 */
@NullMarked
package io.tramontane.backend;

import org.jspecify.annotations.NullMarked;
