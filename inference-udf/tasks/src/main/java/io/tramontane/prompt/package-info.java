/**
 * From a document to the prompt that the model reads.
 *
 * <p>A {@link io.tramontane.prompt.DocumentPrompt} says what is asked; {@link
 * io.tramontane.prompt.PromptEncoder} makes token ids of it and of one document after another. On
 * the way a {@code PromptTemplate} puts the instruction around the document, {@code ControlStrings}
 * keep the document from speaking as the prompt, and {@link io.tramontane.prompt.Truncation} makes
 * it fit.
 */
@NullMarked
package io.tramontane.prompt;

import org.jspecify.annotations.NullMarked;
