/**
 * Which version of Tramontane this is: what manifests, the command line and {@code
 * tramontane_version()} say.
 */
@NullMarked
package io.tramontane.version;

import org.jspecify.annotations.NullMarked;
