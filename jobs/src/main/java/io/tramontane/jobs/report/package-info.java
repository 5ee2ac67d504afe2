/**
 * What people see. While a run goes on: {@link io.tramontane.jobs.report.Progress}, and {@link
 * io.tramontane.jobs.report.ChunkLog} for machines. Afterwards: tables of totals and of rows, and
 * {@link io.tramontane.jobs.report.RunReport}, a page of HTML. {@link
 * io.tramontane.jobs.report.Evaluation} says how good a run is; it has its own table, page and
 * JSON.
 */
@NullMarked
package io.tramontane.jobs.report;

import org.jspecify.annotations.NullMarked;
