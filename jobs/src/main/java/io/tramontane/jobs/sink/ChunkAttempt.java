package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import java.io.Serializable;

/**
 * A chunk that a task has written and nobody has published yet.
 *
 * @param file where it lies, among the run's attempts
 * @param entry what the ledger will say of it
 */
public record ChunkAttempt(String file, ChunkEntry entry) implements Serializable {}
