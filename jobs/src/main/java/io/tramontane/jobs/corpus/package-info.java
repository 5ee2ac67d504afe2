/**
 * The documents: from whatever they are stored in to one table.
 *
 * <p>{@link io.tramontane.jobs.corpus.CorpusSource} reads every format as rows of {@link
 * io.tramontane.schema.Document}. Texts stay bytes until {@link
 * io.tramontane.jobs.corpus.DocumentText} decodes them, so that damage is seen and not papered over
 * with replacement characters. {@link io.tramontane.jobs.corpus.ColumnSource} reads what stands
 * beside the texts, such as the answers to measure a run by.
 */
@NullMarked
package io.tramontane.jobs.corpus;

import org.jspecify.annotations.NullMarked;
