/**
 * What people see: {@link io.tramontane.jobs.report.Progress} while a run goes on, and tables of
 * figures and rows afterwards.
 */
@NullMarked
package io.tramontane.jobs.report;

import org.jspecify.annotations.NullMarked;
