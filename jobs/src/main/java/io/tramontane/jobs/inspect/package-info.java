/** What the {@code model} commands tell of a model: its description, its speed, its memory. */
@NullMarked
package io.tramontane.jobs.inspect;

import org.jspecify.annotations.NullMarked;
