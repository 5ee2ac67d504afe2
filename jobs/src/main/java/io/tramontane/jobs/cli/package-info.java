/**
 * The commands: they parse, wire and delegate, and turn what happened into an exit code. Start at
 * {@link io.tramontane.jobs.cli.CommandLineInterface}.
 */
@NullMarked
package io.tramontane.jobs.cli;

import org.jspecify.annotations.NullMarked;
