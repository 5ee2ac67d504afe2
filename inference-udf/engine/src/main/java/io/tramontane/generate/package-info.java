/**
 * From requests to results: batches many sequences through the model at once.
 *
 * <p>Start at {@link io.tramontane.generate.InferenceEngine}: requests go in, results come out, in
 * any order. Its scheduler mixes prefill spans and decode rows of all requests in progress into one
 * forward step at a time. A result depends on the model and the request only.
 */
@NullMarked
package io.tramontane.generate;

import org.jspecify.annotations.NullMarked;
