/** Requests written outside the engine's packages, as any caller may write them. */
@NullMarked
package io.tramontane.custom;

import org.jspecify.annotations.NullMarked;
