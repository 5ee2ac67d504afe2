/**
 * Where rows are kept, and how they become final.
 *
 * <p>{@link io.tramontane.jobs.sink.RunFolder} is one run's folder: its layout, its files of JSON
 * and the protocol that makes each chunk final exactly once, with what happens at every point where
 * a run can die. {@link io.tramontane.jobs.sink.ChunkWriter} writes one chunk's rows on an
 * executor.
 */
@NullMarked
package io.tramontane.jobs.sink;

import org.jspecify.annotations.NullMarked;
