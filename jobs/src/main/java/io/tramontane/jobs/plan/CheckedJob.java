package io.tramontane.jobs.plan;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.sink.RunFolders;

/**
 * A job in which {@link Preflight} found nothing wrong.
 *
 * @param config what the user asked for
 * @param options what this start is asked for beside that
 * @param model the model as it was found
 * @param maxDocumentTokens the most tokens of a document that the model reads
 * @param fingerprint of every row to be written
 * @param corpus the documents
 * @param folders the run's
 */
public record CheckedJob(
    JobConfig config,
    StartOptions options,
    ModelIdentity model,
    int maxDocumentTokens,
    Fingerprint fingerprint,
    CorpusSource corpus,
    RunFolders folders) {
  /** The same job over this corpus. */
  CheckedJob over(CorpusSource pinned) {
    return new CheckedJob(config, options, model, maxDocumentTokens, fingerprint, pinned, folders);
  }
}
