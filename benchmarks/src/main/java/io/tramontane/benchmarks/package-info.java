/**
 * How fast the engine is. JMH measures its inner parts ({@link
 * io.tramontane.benchmarks.MatrixKernelBenchmark}, {@link
 * io.tramontane.benchmarks.DecoderBenchmark}) and what the machine can do at best ({@link
 * io.tramontane.benchmarks.PeakBenchmark}, {@link io.tramontane.benchmarks.BandwidthBenchmark}).
 * {@link io.tramontane.benchmarks.ModelBenchmarks} measures the whole, on models of random weights
 * that it makes itself ({@code RandomModel}): {@code SpeedReport} compares it with the machine's
 * best, {@code ProfileReport} tells where the time goes. {@code benchmarks/README.md} has the exact
 * commands and the figures with their conditions.
 */
@NullMarked
package io.tramontane.benchmarks;

import org.jspecify.annotations.NullMarked;
