/**
 * How fast a model runs here, and what memory it takes: what {@code model bench} and the benchmarks
 * measure.
 *
 * <p>A {@link io.tramontane.throughput.TokenWorkload} is fixed work for the forward pass; {@link
 * io.tramontane.throughput.Throughput} times it as a {@link io.tramontane.throughput.MedianTime},
 * and {@link io.tramontane.throughput.ResidentMemory} is what the process holds.
 */
@NullMarked
package io.tramontane.throughput;

import org.jspecify.annotations.NullMarked;
