/**
 * What the user asked for: one HOCON file and the command line, read once into immutable records.
 *
 * <p>{@link io.tramontane.jobs.config.ConfigLoader} lays the command line over the file over the
 * modules' {@code reference.conf}s, and {@link io.tramontane.jobs.config.JobConfig} has a record
 * for every section, with a component for every key. What is wrong is collected in {@link
 * io.tramontane.config.Problems} until all of it can be told at once.
 */
@NullMarked
package io.tramontane.jobs.config;

import org.jspecify.annotations.NullMarked;
