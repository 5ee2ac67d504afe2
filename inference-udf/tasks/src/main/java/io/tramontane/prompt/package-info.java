/**
 * From a document to the request that the engine computes.
 *
 * <p>Start at {@link io.tramontane.prompt.TaskPrompt}, made once from {@link
 * io.tramontane.prompt.PromptSettings} and a tokenizer; for each document it gives a {@link
 * io.tramontane.prompt.PreparedDocument}. The {@link io.tramontane.prompt.Task} says what is asked.
 * On the way a {@link io.tramontane.prompt.PromptTemplate} puts the instruction around the
 * document, {@link io.tramontane.prompt.ControlStrings} keep the document from speaking as the
 * prompt, and {@link io.tramontane.prompt.Truncation} makes it fit.
 */
@NullMarked
package io.tramontane.prompt;

import org.jspecify.annotations.NullMarked;
