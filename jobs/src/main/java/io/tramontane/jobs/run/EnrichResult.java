package io.tramontane.jobs.run;

import io.tramontane.schema.RunManifest;

/**
 * A run of which every chunk is committed.
 *
 * @param manifest its figures
 * @param folder where its rows are
 * @param success whether no more rows are errors than allowed
 */
public record EnrichResult(RunManifest manifest, String folder, boolean success) {}
