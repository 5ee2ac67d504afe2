/**
 * The job and the command line.
 *
 * <p>Packages, each knowing only those above it: {@link io.tramontane.jobs.config} (what the user
 * asked for), {@link io.tramontane.jobs.model} (who answers), {@link io.tramontane.jobs.corpus}
 * (the documents), {@link io.tramontane.jobs.sink} (where rows are kept), {@link
 * io.tramontane.jobs.plan} (what there is to do), {@link io.tramontane.jobs.report} (what people
 * see), {@link io.tramontane.jobs.run} (doing it), {@link io.tramontane.jobs.evaluate} (how good
 * the answers are) and {@link io.tramontane.jobs.cli} (the commands). Start at {@link
 * io.tramontane.jobs.run.EnrichJob}.
 */
@NullMarked
package io.tramontane.jobs;

import org.jspecify.annotations.NullMarked;
