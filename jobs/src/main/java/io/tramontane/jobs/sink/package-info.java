/**
 * Where rows are kept, and how they become final.
 *
 * <p>{@link io.tramontane.jobs.sink.RunFolder} is one run's folder: its layout, and what can be
 * read of it; {@link io.tramontane.jobs.sink.Ledger} is what it says of chunks, read once. {@link
 * io.tramontane.jobs.sink.RunCommitter} writes it, by the protocol that makes each chunk final
 * exactly once, with what happens at every point where a run can die; {@link
 * io.tramontane.jobs.sink.RunLock} keeps others from doing so at the same time, and {@link
 * io.tramontane.jobs.sink.FencedFiles} keeps out whoever has lost it. {@link
 * io.tramontane.jobs.sink.RunFolders} puts one run in the place of another. {@link
 * io.tramontane.jobs.sink.ChunkWriter} writes one chunk's rows on an executor; {@link
 * io.tramontane.jobs.sink.PartFileScan} checks files against what was written.
 */
@NullMarked
package io.tramontane.jobs.sink;

import org.jspecify.annotations.NullMarked;
