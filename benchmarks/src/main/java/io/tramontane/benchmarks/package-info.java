/**
 * JMH benchmarks of the engine's inner parts. {@code benchmarks/README.md} has the exact commands
 * and the figures with their conditions.
 */
@NullMarked
package io.tramontane.benchmarks;

import org.jspecify.annotations.NullMarked;
