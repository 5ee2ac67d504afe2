/**
 * Weights and the arithmetic on them. Knows nothing of any model.
 *
 * <p>{@link io.tramontane.tensor.WeightMatrix} is a matrix of a GGUF file, stored in a {@link
 * io.tramontane.tensor.WeightFormat}. {@link io.tramontane.tensor.MatrixMultiplier} multiplies rows
 * of activations by such matrices, its work cut into panels of weight rows and spread over a {@link
 * io.tramontane.tensor.WorkerPool}. A {@link io.tramontane.tensor.PanelKernel} multiplies by a
 * panel in one of the two {@link io.tramontane.tensor.Arithmetic}s, each defined to the bit: {@link
 * io.tramontane.tensor.FloatPanels} and {@link io.tramontane.tensor.Int8Panels} in Java, where a
 * {@link io.tramontane.tensor.WeightPanel} reads the rows as a {@link
 * io.tramontane.tensor.PackedPanel} and decodes them, and both in native code in {@code
 * tensor.jni}. {@link io.tramontane.tensor.Kernel} is Java's inner arithmetic, in plain Java
 * ({@link io.tramontane.tensor.ScalarKernel}) or on the Vector API.
 */
@NullMarked
package io.tramontane.tensor;

import org.jspecify.annotations.NullMarked;
