/**
 * What people see: {@link io.tramontane.jobs.report.Progress} while a run goes on, with {@link
 * io.tramontane.jobs.report.ChunkLog} for machines; tables of figures and rows afterwards, and
 * {@link io.tramontane.jobs.report.RunReport}, a page of HTML.
 */
@NullMarked
package io.tramontane.jobs.report;

import org.jspecify.annotations.NullMarked;
