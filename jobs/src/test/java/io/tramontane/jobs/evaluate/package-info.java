/** Evaluations of runs of the embedded model over the sample corpus, and of small made-up runs. */
@NullMarked
package io.tramontane.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
