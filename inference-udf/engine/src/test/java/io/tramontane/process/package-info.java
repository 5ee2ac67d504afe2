/** Tests of what only whole processes show: how much memory they take, and share. */
@NullMarked
package io.tramontane.process;

import org.jspecify.annotations.NullMarked;
