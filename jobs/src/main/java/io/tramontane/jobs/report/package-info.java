/**
 * What people see: {@link io.tramontane.jobs.report.Progress} while a run goes on, with {@link
 * io.tramontane.jobs.report.ChunkLog} for machines; tables of figures and rows afterwards, and
 * {@link io.tramontane.jobs.report.RunReport}, a page of HTML. {@link
 * io.tramontane.jobs.report.Evaluation} tells how good a run is, and has its own table, page and
 * JSON.
 */
@NullMarked
package io.tramontane.jobs.report;

import org.jspecify.annotations.NullMarked;
