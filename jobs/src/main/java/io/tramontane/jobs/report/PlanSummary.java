package io.tramontane.jobs.report;

import io.tramontane.failure.Secrets;
import io.tramontane.schema.RunPlan;

/**
 * What a run would do.
 *
 * @param plan its documents and chunks
 * @param folder where its rows would be
 * @param unique how many distinct contents there are
 * @param tokens how many tokens the model would read, each distinct content once
 * @param hiddenFiles how many files of the input are left out for their names
 * @param chunksDone how many chunks are already committed
 */
public record PlanSummary(
    RunPlan plan, String folder, long unique, long tokens, long hiddenFiles, int chunksDone) {
  @Override
  public String toString() {
    return "Run %s\n%s"
        .formatted(
            plan.getRunId(),
            new AlignedLines()
                .add("documents", plan.getDocuments())
                .add("unique", unique)
                .add("duplicates", plan.getDocuments() - unique)
                .add("tokens to read", tokens)
                .add("hidden files", hiddenFiles)
                .add("chunks", plan.getChunkTokens().size())
                .add("already done", chunksDone)
                .add("fingerprint", plan.getFingerprint())
                .add("folder", Secrets.mask(folder)));
  }
}
