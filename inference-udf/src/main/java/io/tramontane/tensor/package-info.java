/**
 * Weights and the arithmetic on them. Knows nothing of any model.
 *
 * <p>{@link io.tramontane.tensor.WeightMatrix} is a matrix of a GGUF file, stored in a {@link
 * io.tramontane.tensor.WeightFormat}. {@link io.tramontane.tensor.MatrixMultiplier} multiplies rows
 * of activations by such matrices, its work spread over a {@link io.tramontane.tensor.WorkerPool}:
 * each thread's {@link io.tramontane.tensor.WeightPanel} reads some rows of weights as a {@link
 * io.tramontane.tensor.PackedPanel} and decodes them. {@link io.tramontane.tensor.Kernel} is the
 * inner arithmetic, whose every result is defined to the bit, in plain Java ({@link
 * io.tramontane.tensor.ScalarKernel}) or on the Vector API.
 */
@NullMarked
package io.tramontane.tensor;

import org.jspecify.annotations.NullMarked;
