/** The one package that touches the incubating Vector API; loaded only where that module is. */
@NullMarked
package io.tramontane.tensor.vector;

import org.jspecify.annotations.NullMarked;
