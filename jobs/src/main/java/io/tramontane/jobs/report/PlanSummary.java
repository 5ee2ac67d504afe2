package io.tramontane.jobs.report;

import io.tramontane.schema.RunPlan;

/**
 * What a run would do.
 *
 * @param folder where
 * @param unique how many different contents there are
 * @param tokens how many tokens the model would read, each different content once
 * @param chunksDone how many chunks are committed already
 */
public record PlanSummary(RunPlan plan, String folder, long unique, long tokens, int chunksDone) {
  @Override
  public String toString() {
    return "Run %s\n%s"
        .formatted(
            plan.getRunId(),
            new Figures()
                .add("documents", plan.getDocuments())
                .add("unique", unique)
                .add("duplicates", plan.getDocuments() - unique)
                .add("tokens to read", tokens)
                .add("chunks", plan.getChunkTokens().size())
                .add("already done", chunksDone)
                .add("fingerprint", plan.getFingerprint())
                .add("folder", folder));
  }
}
