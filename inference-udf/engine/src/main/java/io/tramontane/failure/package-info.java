/**
 * How failures are told apart: by what the caller can do about them.
 *
 * <ul>
 *   <li>{@link io.tramontane.failure.InvalidInputException}: the user's input is wrong; change the
 *       input. Exit code 2.
 *   <li>{@link io.tramontane.failure.InsufficientResourcesException}: the machine or a service does
 *       not give what is needed; give more or try again. Exit code 1.
 *   <li>Every other unchecked exception is a mistake of this project. Exit code 1, with its stack
 *       trace.
 * </ul>
 *
 * <p>Messages have the form "Cannot &lt;verb&gt; &lt;thing&gt;: &lt;cause&gt;. &lt;remedy&gt;" and
 * never contain the text of a document, nor what {@link io.tramontane.failure.Secrets} masks.
 */
@NullMarked
package io.tramontane.failure;

import org.jspecify.annotations.NullMarked;
