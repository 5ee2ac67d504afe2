/** Files that this project keeps on a host, for all processes of one user. */
@NullMarked
package io.tramontane.files;

import org.jspecify.annotations.NullMarked;
