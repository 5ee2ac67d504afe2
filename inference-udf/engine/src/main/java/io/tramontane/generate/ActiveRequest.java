package io.tramontane.generate;

import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in progress: says what it wants computed next and takes the logits of it, step after
 * step, until it has a result.
 *
 * <p>In every step it is in one of two states:
 *
 * <ul>
 *   <li><em>Prefill</em>, while {@link #prefillRows} is above 0: it has tokens to compute that it
 *       knows already, namely its prompt, or tokens that it appends to its answer itself (forced
 *       tokens). Prefill rows of all requests share the step's room, so they may be spread over
 *       several steps, and may have to wait for one.
 *   <li><em>Decode</em>: each step depends on the logits of the one before. It computes the tokens
 *       chosen last, and perhaps drafts of the next ones, at most {@link
 *       InferenceRequest#maxLogitsRows} rows, with logits after each of them if it wants
 *       (speculative decoding). It has a part in every step.
 * </ul>
 *
 * <p>A request may change from decode back to prefill. It may also go on in front of what it has
 * computed behind its prompt, which is then overwritten: so rejected drafts cost nothing but their
 * rows. Whatever is computed together, logits have the same bits.
 *
 * <p>What the request declared is what it gets: its sequence holds {@link
 * InferenceRequest#maxAnswerTokens} tokens behind the prompt, and no step may want more than {@link
 * InferenceRequest#maxLogitsRows} rows of its logits. A request that goes beyond that, names a
 * token outside the vocabulary, wants nothing computed although it has no result, or throws from
 * {@link #nextSpans} or {@link #accept}, ends alone with an {@link IllegalStateException}; the
 * others go on.
 *
 * <p>Used by one thread, the engine's: methods must be quick and must not wait for anything. {@link
 * PromptProgress} reads a prompt, {@link Sampler} chooses tokens.
 */
public interface ActiveRequest {
  /**
   * How many rows can be computed without new logits: the rest of the prompt, appended tokens, the
   * nodes of a tree. 0 while it decodes.
   */
  int prefillRows();

  /**
   * What to compute next, of the request's own sequence.
   *
   * @param room during prefill, the most rows to return, at least 1; the rows of a tree or of
   *     drafts that go with the last of them may exceed it by as many as {@link
   *     InferenceRequest#maxLogitsRows}. Without meaning during decode
   * @return the spans, in the order in which their logits are to be returned. Empty only during
   *     prefill, by a request that needs more room at once
   */
  List<TokenSpan> nextSpans(int room);

  /**
   * Takes the logits of the spans that {@link #nextSpans} has returned last. Not called when they
   * wanted none.
   *
   * @param logits of all requests of the step, valid during this call
   * @param firstRow the first of the rows that are this request's
   * @return the result when the request is finished, else null
   */
  @Nullable InferenceResult accept(Logits logits, int firstRow);
}
