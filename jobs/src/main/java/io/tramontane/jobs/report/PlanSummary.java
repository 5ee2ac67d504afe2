package io.tramontane.jobs.report;

import io.tramontane.failure.Secrets;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.schema.RunPlan;
import java.util.Optional;

/**
 * What a run would do.
 *
 * @param plan its documents and chunks
 * @param folder where its rows would be
 * @param unique how many distinct contents there are
 * @param tokens how many tokens the model would read, each distinct content once
 * @param hiddenFiles how many files of the input are left out for their names
 * @param chunksDone how many chunks are already committed
 * @param memory what the model wants of each host, where that is known
 * @param kvBytes what the KV caches of an executor may take, or empty for half of its heap
 * @param cost what is left to do, by an earlier run, if there is one like it
 */
public record PlanSummary(
    RunPlan plan,
    String folder,
    long unique,
    long tokens,
    long hiddenFiles,
    int chunksDone,
    Optional<MemoryNeeds> memory,
    Optional<Long> kvBytes,
    Optional<CostEstimate> cost) {
  @Override
  public String toString() {
    AlignedLines lines =
        new AlignedLines()
            .add("documents", plan.getDocuments())
            .add("unique", unique)
            .add("duplicates", plan.getDocuments() - unique)
            .add("tokens to read", tokens)
            .add("hidden files", hiddenFiles)
            .add("chunks", plan.getChunkTokens().size())
            .add("already done", chunksDone)
            .add("fingerprint", plan.getFingerprint())
            .add("folder", Secrets.mask(folder));
    memory.ifPresent(needs -> addMemory(lines, needs));
    cost.ifPresentOrElse(estimate -> addCost(lines, estimate), () -> addNoCost(lines));
    return "Run %s\n%s".formatted(plan.getRunId(), lines);
  }

  private void addMemory(AlignedLines lines, MemoryNeeds needs) {
    lines
        .add("weights", bytes(needs.weights()) + ", once a host")
        .add(
            "KV caches",
            "up to %s, %s a token%s"
                .formatted(
                    kvBytes.map(most -> bytes(most) + " of heap").orElse("half of the heap"),
                    bytes(needs.kvToken()),
                    needs.kvDistantToken() == needs.kvToken()
                        ? ""
                        : ", %s behind the window".formatted(bytes(needs.kvDistantToken()))))
        .add("logits", "up to %s of heap".formatted(bytes(needs.logits())));
  }

  private static void addCost(AlignedLines lines, CostEstimate estimate) {
    lines
        .add(
            "time",
            "about %s at %s".formatted(NumberFormats.clock(estimate.time()), estimate.condition()))
        .add("rows on disk", "about " + bytes(estimate.bytes()));
  }

  private static void addNoCost(AlignedLines lines) {
    lines.add(
        "time",
        "not known: no finished run of this output has done this task with this model; see docs/capacity.md");
  }

  private static String bytes(long bytes) {
    return NumberFormats.grouped(bytes) + " bytes";
  }
}
