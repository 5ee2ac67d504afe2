/**
 * SQL with the functions, from the command line: {@link io.tramontane.jobs.sql.SqlPrompt} runs
 * statements one after another and prints their rows.
 */
@NullMarked
package io.tramontane.jobs.sql;

import org.jspecify.annotations.NullMarked;
