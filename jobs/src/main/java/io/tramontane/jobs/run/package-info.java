/**
 * Doing it: the job from corpus to manifest, and the checks and views of what it made.
 *
 * <p>{@link io.tramontane.jobs.run.EnrichJob} names the steps. {@link
 * io.tramontane.jobs.run.ChunkTask} is what runs on an executor, one call for each chunk; {@link
 * io.tramontane.jobs.run.VerifyJob} checks a finished run against its manifest.
 */
@NullMarked
package io.tramontane.jobs.run;

import org.jspecify.annotations.NullMarked;
