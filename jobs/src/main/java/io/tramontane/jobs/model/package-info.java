/**
 * Who answers: the one small interface between the job and inference.
 *
 * <p>{@link io.tramontane.jobs.model.Inference} checks a model on the driver and opens it on
 * executors as a {@link io.tramontane.jobs.model.DocumentModel}, which turns texts into {@link
 * io.tramontane.jobs.model.DocumentOutcome}s.
 */
@NullMarked
package io.tramontane.jobs.model;

import org.jspecify.annotations.NullMarked;
