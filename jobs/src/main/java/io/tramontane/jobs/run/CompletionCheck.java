package io.tramontane.jobs.run;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.corpus.CorpusFiles;
import io.tramontane.jobs.corpus.FileCorpus;
import io.tramontane.jobs.plan.PlannedRun;
import io.tramontane.schema.ChunkEntry;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Looks, before a run is called complete, whether it is what was planned. */
final class CompletionCheck {
  private CompletionCheck() {}

  /**
   * Compares the run with its plan, and the corpus with the list that it was read by.
   *
   * @param committed every chunk
   * @throws InsufficientResourcesException if a document is missing or too many, or the corpus has
   *     changed
   */
  static void require(PlannedRun run, List<ChunkEntry> committed, Configuration configuration) {
    if (run.job().corpus() instanceof FileCorpus corpus) {
      requireUnchanged(corpus, run, configuration);
    }
    long rows = Manifests.sum(committed, ChunkEntry::getRows);
    if (rows != run.plan().getDocuments()) {
      throw new InsufficientResourcesException(
          "Cannot complete run %s: %s documents were planned, and there are %s rows. Start it under another tramontane.run.id."
              .formatted(run.plan().getRunId(), run.plan().getDocuments(), rows));
    }
  }

  private static void requireUnchanged(
      FileCorpus corpus, PlannedRun run, Configuration configuration) {
    CorpusFiles now = CorpusFiles.of(corpus.input(), configuration);
    if (!now.equals(corpus.files())) {
      throw new InsufficientResourcesException(
          "Cannot complete run %s: its input has changed while it was computed: %s. Restore the input, or start again with --replan, which takes over what still holds."
              .formatted(run.plan().getRunId(), now.changesSince(corpus.toRecord())));
    }
  }
}
