/** That the benchmarks run, and measure what they say. */
@NullMarked
package io.tramontane.benchmarks;

import org.jspecify.annotations.NullMarked;
