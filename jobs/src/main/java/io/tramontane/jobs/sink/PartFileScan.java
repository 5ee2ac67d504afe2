package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Checks a run's part files against what was written, on all executors. */
public final class PartFileScan {
  private static final int MAX_TASKS = 1_000;

  private final RunFolder run;
  private final List<ChunkEntry> entries;
  private final List<Finding> findings;

  private PartFileScan(RunFolder run, List<ChunkEntry> entries, List<Finding> findings) {
    this.run = run;
    this.entries = entries;
    this.findings = findings;
  }

  /**
   * Reads every file of these chunks.
   *
   * @throws io.tramontane.failure.InvalidInputException if an entry names no file of the folder
   */
  public static PartFileScan of(SparkSession spark, RunFolder run, List<ChunkEntry> entries) {
    if (entries.isEmpty()) {
      return new PartFileScan(run, entries, List.of());
    }
    entries.forEach(run::part);
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    String folder = run.path().toString();
    List<Finding> findings =
        new JavaSparkContext(spark.sparkContext())
            .parallelize(entries, Math.min(MAX_TASKS, entries.size()))
            .flatMap(
                entry ->
                    PartFileCheck.of(folder, entry, configuration.value()).stream()
                        .map(message -> new Finding(entry.getChunk(), message))
                        .iterator())
            .collect();
    return new PartFileScan(run, entries, findings);
  }

  /** What is not as it was written, for people. */
  public List<String> findings() {
    return findings.stream().map(Finding::message).toList();
  }

  /** The numbers of the chunks of which that is so. */
  public Set<Integer> damagedChunks() {
    return findings.stream().map(Finding::chunk).collect(Collectors.toSet());
  }

  /** The paths of the files that are as they were written. */
  public List<String> sound() {
    Set<Integer> damaged = damagedChunks();
    return entries.stream()
        .filter(entry -> !damaged.contains(entry.getChunk()))
        .map(entry -> run.file(entry.getFile()).toString())
        .toList();
  }

  private record Finding(int chunk, String message) implements Serializable {}
}
