/**
 * The Mixtral forward pass: from token ids to logits.
 *
 * <p>{@link io.tramontane.transformer.Transformer} owns the weights' roles and runs a {@link
 * io.tramontane.transformer.Step}: a list of {@link io.tramontane.transformer.TokenSpan}s, each
 * some consecutive tokens of one {@link io.tramontane.transformer.Sequence} (a piece of a prompt,
 * or the one token just sampled) or a tree of alternative continuations. Keys and values of earlier
 * tokens lie in {@link io.tramontane.transformer.KvCache}s, in float32 or, in half the memory, in
 * bfloat16 ({@link io.tramontane.transformer.KvFormat}). {@code Attention} and {@code FeedForward}
 * are the two halves of a layer.
 *
 * <p>Mixtral: Jiang et al., "Mixtral of Experts", 2024. Models of the same architecture without
 * experts (Mistral, Llama 2) run too.
 */
@NullMarked
package io.tramontane.transformer;

import org.jspecify.annotations.NullMarked;
