/**
 * The forward pass: from token ids to logits.
 *
 * <p>{@link io.tramontane.transformer.Transformer} runs a {@link io.tramontane.transformer.Step}: a
 * list of {@link io.tramontane.transformer.TokenSpan}s, each some consecutive tokens of one {@link
 * io.tramontane.transformer.Sequence} (a piece of a prompt, or the tokens sampled last) or a tree
 * of alternative continuations. Keys and values of earlier tokens lie in {@link
 * io.tramontane.transformer.KvCache}s, in float32 or, in half the memory, in bfloat16 ({@link
 * io.tramontane.transformer.KvFormat}). {@code Attention} and {@code FeedForward} are the two
 * halves of a layer.
 *
 * <p>Which model a file holds is data: an {@link io.tramontane.transformer.Architecture} names the
 * blocks and the tensors, {@link io.tramontane.transformer.HyperParameters} the sizes and, in
 * {@link io.tramontane.transformer.Positions}, what attention makes of positions. {@link
 * io.tramontane.transformer.BuiltInArchitectures} come with the engine. To add one that is made of
 * blocks that are there, write an {@link io.tramontane.transformer.ArchitectureProvider}; a new
 * block is a constant of {@link io.tramontane.transformer.RopePairing}, {@link
 * io.tramontane.transformer.Router} or {@link io.tramontane.tensor.Activation}, and the code that
 * computes it.
 */
@NullMarked
package io.tramontane.transformer;

import org.jspecify.annotations.NullMarked;
