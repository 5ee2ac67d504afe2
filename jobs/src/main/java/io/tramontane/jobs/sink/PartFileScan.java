package io.tramontane.jobs.sink;

import io.tramontane.schema.ChunkEntry;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Checks a run's part files against what was written, on all executors. */
public final class PartFileScan {
  private static final int MAX_TASKS = 1_000;

  /** Tiny files are read in less time than a task takes to start. */
  private static final int MIN_FILES_PER_TASK = 4;

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
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    // Read once by each executor: it takes longer than many files.
    Broadcast<SerializableConfiguration> configuration =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    List<Finding> findings =
        context
            .parallelize(entries, tasks(entries.size()))
            .flatMap(check(run.path().toString(), configuration))
            .collect();
    configuration.destroy();
    return new PartFileScan(run, entries, findings);
  }

  private static int tasks(int files) {
    return Math.min(MAX_TASKS, (files + MIN_FILES_PER_TASK - 1) / MIN_FILES_PER_TASK);
  }

  private static FlatMapFunction<ChunkEntry, Finding> check(
      String folder, Broadcast<SerializableConfiguration> configuration) {
    return entry ->
        PartFileCheck.of(folder, entry, configuration.value().value()).stream()
            .map(message -> new Finding(entry.getChunk(), message))
            .iterator();
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
