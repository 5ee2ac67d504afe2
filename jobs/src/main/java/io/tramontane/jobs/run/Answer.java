package io.tramontane.jobs.run;

import io.tramontane.schema.Enrichment;

/**
 * One document's row.
 *
 * @param row what is written
 * @param reused whether another run has computed it
 */
record Answer(Enrichment row, boolean reused) {}
