package io.tramontane.jobs.plan;

import io.tramontane.jobs.sink.Ledger;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A run before it starts or goes on.
 *
 * @param job what it does, over a corpus whose versions are known
 * @param target where
 * @param plan what it is to do in all
 * @param found what there is of it
 * @param damaged the numbers of chunks that were committed, but whose files do not hold any more
 *     what was written
 * @param manifest what it did, if a former start finished it
 */
public record PlannedRun(
    CheckedJob job,
    RunTarget target,
    RunPlan plan,
    Ledger found,
    Set<Integer> damaged,
    Optional<RunManifest> manifest) {
  public PlannedRun {
    damaged = Set.copyOf(damaged);
  }

  /** What of the plan is done. */
  public List<ChunkEntry> committed() {
    return found.committed().stream().filter(entry -> !damaged.contains(entry.getChunk())).toList();
  }

  /** How many chunks there are. */
  public int chunks() {
    return plan.getChunkTokens().size();
  }

  /** The numbers of the committed chunks. */
  public Set<Integer> done() {
    Set<Integer> done = new HashSet<>();
    committed().forEach(entry -> done.add(entry.getChunk()));
    return done;
  }

  /**
   * The numbers of the chunks still to compute, the longest first, so that none of those is left
   * alone at the end.
   */
  public List<Integer> pending() {
    Set<Integer> done = done();
    List<Long> tokens = plan.getChunkTokens();
    return IntStream.range(0, chunks())
        .filter(chunk -> !done.contains(chunk))
        .boxed()
        .sorted(Comparator.comparing((Integer chunk) -> tokens.get(chunk)).reversed())
        .toList();
  }

  /** The manifest, if nothing is left to do. */
  public Optional<RunManifest> finished() {
    return pending().isEmpty() ? manifest : Optional.empty();
  }
}
