/**
 * From requests to results: many sequences go through the model at once.
 *
 * <p>Start at {@link io.tramontane.generate.InferenceEngine}: requests go in, results come out, in
 * any order. A result depends on the model and the request only.
 *
 * <p>A kind of request is an {@link io.tramontane.generate.InferenceRequest}, which says what it
 * needs, an {@link io.tramontane.generate.ActiveRequest}, which computes it step by step, and an
 * {@link io.tramontane.generate.InferenceResult}. Three come with the engine: {@link
 * io.tramontane.generate.CompletionRequest} generates text, {@link
 * io.tramontane.generate.LabelRequest} reads the probabilities of labels, {@link
 * io.tramontane.generate.ThinkingRequest} lets the model think in front of another request. Others
 * can be written in any package.
 *
 * <p>{@code Scheduler} admits waiting requests ({@code WaitingRequests} says in which order) and
 * mixes prefill and decode rows of all requests in progress into one forward step at a time. {@code
 * PrefixCache} keeps what prompts have in common; {@link io.tramontane.generate.CommonPrefixes}
 * finds it in requests about one document.
 */
@NullMarked
package io.tramontane.generate;

import org.jspecify.annotations.NullMarked;
