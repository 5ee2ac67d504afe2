/** What {@code docs/extending.md} describes, as a user would write it. */
@NullMarked
package io.tramontane.toy;

import org.jspecify.annotations.NullMarked;
