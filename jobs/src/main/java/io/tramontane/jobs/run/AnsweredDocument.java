package io.tramontane.jobs.run;

import io.tramontane.backend.Outcome;

/**
 * A document with what came of it.
 *
 * @param reused whether another run has computed it
 */
record AnsweredDocument(ReadDocument document, Outcome outcome, boolean reused) {}
