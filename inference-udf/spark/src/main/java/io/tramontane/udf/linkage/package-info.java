/**
 * Whether a class path has what our classes name of other libraries: {@link
 * io.tramontane.udf.linkage.Linkage} asks for all of it at once, where Java would find out one call
 * after another, in the middle of a query.
 */
@NullMarked
package io.tramontane.udf.linkage;

import org.jspecify.annotations.NullMarked;
