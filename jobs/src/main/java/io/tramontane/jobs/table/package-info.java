/**
 * Tables that keep their versions, Delta Lake's and Apache Iceberg's, by what Spark's SQL offers
 * for both: this project knows none of their classes, and works with whichever version of them
 * stands on Spark's class path.
 *
 * <p>{@link io.tramontane.jobs.table.PinnedSource} is what a job reads: tables, first asked for
 * their present versions, then read at those. {@link io.tramontane.jobs.table.PublishedTable} is
 * what a finished run is published into.
 */
@NullMarked
package io.tramontane.jobs.table;

import org.jspecify.annotations.NullMarked;
