/**
 * The one package that touches the incubating Vector API; loaded only where that module is. {@link
 * io.tramontane.tensor.vector.VectorKernel} is put together from three templates, of which there is
 * a class for each vector width.
 */
@NullMarked
package io.tramontane.tensor.vector;

import org.jspecify.annotations.NullMarked;
