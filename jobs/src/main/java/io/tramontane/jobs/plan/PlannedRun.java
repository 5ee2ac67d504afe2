package io.tramontane.jobs.plan;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A run before it starts or goes on.
 *
 * @param plan what it is to do in all
 * @param committed what of that is done
 * @param manifest what it did, if a former start finished it
 */
public record PlannedRun(RunPlan plan, List<ChunkEntry> committed, Optional<RunManifest> manifest) {
  public PlannedRun {
    committed = List.copyOf(committed);
  }

  /** The numbers of the committed chunks. */
  public Set<Integer> done() {
    Set<Integer> done = new HashSet<>();
    committed.forEach(entry -> done.add(entry.getChunk()));
    return done;
  }

  /** The numbers of the chunks still to compute, in order. */
  public List<Integer> pending() {
    Set<Integer> done = done();
    return IntStream.range(0, plan.getChunks())
        .filter(chunk -> !done.contains(chunk))
        .boxed()
        .toList();
  }

  /** The manifest, if nothing is left to do. */
  public Optional<RunManifest> finished() {
    return pending().isEmpty() ? manifest : Optional.empty();
  }
}
