package io.tramontane.jobs.plan;

import io.tramontane.backend.ModelIdentity;
import io.tramontane.jobs.config.JobConfig;
import io.tramontane.jobs.corpus.CorpusFiles;
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
 * @param files that the corpus is made of
 * @param folders the run's
 */
public record CheckedJob(
    JobConfig config,
    StartOptions options,
    ModelIdentity model,
    int maxDocumentTokens,
    Fingerprint fingerprint,
    CorpusFiles files,
    RunFolders folders) {
  /** The documents. */
  public CorpusSource corpus() {
    return new CorpusSource(config.input(), files);
  }
}
