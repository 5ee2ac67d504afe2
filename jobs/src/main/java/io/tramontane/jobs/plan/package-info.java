/**
 * What there is to do, found before anything is written.
 *
 * <p>{@link io.tramontane.jobs.plan.Preflight} compares what the user asked for with the world and
 * tells of every problem at once. {@link io.tramontane.jobs.plan.RunPlanner} then reads the corpus
 * to count it, and fixes the chunks; {@link io.tramontane.jobs.plan.RunTarget} says whether they go
 * into the run's own folder or into one that is to replace it. {@link
 * io.tramontane.jobs.plan.Fingerprint} says which outputs may stand side by side.
 */
@NullMarked
package io.tramontane.jobs.plan;

import org.jspecify.annotations.NullMarked;
