/** The one package that touches the incubating Vector API: what a machine can do at best. */
@NullMarked
package io.tramontane.benchmarks.vector;

import org.jspecify.annotations.NullMarked;
