package io.tramontane.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.tramontane.jobs.plan.Fingerprint;
import io.tramontane.jobs.sink.PartFileScan;
import io.tramontane.jobs.sink.RunFolder;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks a run against its manifest. Writes nothing. */
public final class VerifyJob {
  private final SparkSession spark;
  private final RunFolder folder;

  public VerifyJob(SparkSession spark, RunFolder folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Everything that is not as the manifest says; empty if the run is sound. */
  public List<String> run() {
    Optional<RunManifest> manifest = folder.manifest();
    if (manifest.isEmpty()) {
      return List.of("It has no manifest: the run has not ended.");
    }
    List<String> findings = new ArrayList<>();
    if (!folder.isSuccess()) {
      findings.add("It has no _SUCCESS: more rows are errors than were allowed.");
    }
    findings.addAll(checkManifest(manifest.get()));
    List<String> damage = checkFiles(manifest.get());
    findings.addAll(damage);
    if (damage.isEmpty()) {
      findings.addAll(checkRows(manifest.get()));
    }
    return findings;
  }

  private static List<String> checkManifest(RunManifest manifest) {
    List<ChunkEntry> files = manifest.getFiles();
    Findings findings = new Findings("The manifest");
    Map<String, String> parts = manifest.getFingerprintParts();
    if (!Fingerprint.isMasked(parts)) {
      findings.compare(
          "fingerprint", new Fingerprint(new TreeMap<>(parts)).digest(), manifest.getFingerprint());
    }
    findings.compare("number of files", files.size(), manifest.getChunks());
    findings.compare(
        "sum of rows", Manifests.sum(files, ChunkEntry::getRows), manifest.getRowsWritten());
    findings.compare("number of rows", manifest.getRowsWritten(), manifest.getDocumentsRead());
    findings.compare(
        "sum of reused rows",
        Manifests.sum(files, ChunkEntry::getRowsReused),
        manifest.getRowsReused());
    findings.compare(
        "sum of truncated rows",
        Manifests.sum(files, ChunkEntry::getRowsTruncated),
        manifest.getRowsTruncated());
    findings.compare(
        "sum of different contents",
        Manifests.sum(files, ChunkEntry::getUnique),
        manifest.getDocumentsUnique());
    findings.compare(
        "sum of prompt tokens",
        Manifests.sum(files, ChunkEntry::getPromptTokens),
        manifest.getPromptTokens());
    findings.compare(
        "sum of completion tokens",
        Manifests.sum(files, ChunkEntry::getCompletionTokens),
        manifest.getCompletionTokens());
    findings.compare("sum of errors", Manifests.errors(files), manifest.getErrors());
    return findings.list();
  }

  private List<String> checkFiles(RunManifest manifest) {
    Set<String> unlisted = new HashSet<>(folder.partFiles());
    manifest.getFiles().forEach(entry -> unlisted.remove(entry.getFile()));
    List<String> findings = new ArrayList<>();
    unlisted.stream().sorted().forEach(file -> findings.add(file + " is not in the manifest."));
    findings.addAll(PartFileScan.of(spark, folder, manifest.getFiles()).findings());
    return findings;
  }

  private List<String> checkRows(RunManifest manifest) {
    Dataset<Row> rows = RunRows.of(spark, folder, manifest.getFiles());
    Row figures =
        rows.agg(
                count(lit(1)),
                count_distinct(col("doc_id")),
                count_if(col("truncated")),
                count_if(col("fingerprint").notEqual(manifest.getFingerprint())),
                count_distinct(col("content_hash")))
            .head();
    Map<String, Long> errors = new TreeMap<>();
    rows.where("error is not null")
        .groupBy("error.kind")
        .count()
        .collectAsList()
        .forEach(row -> errors.put(row.getString(0), row.getLong(1)));
    Findings findings = new Findings("The rows");
    findings.compare("number of rows", figures.getLong(0), manifest.getRowsWritten());
    findings.compare("number of identities", figures.getLong(1), manifest.getRowsWritten());
    findings.compare("truncated rows", figures.getLong(2), manifest.getRowsTruncated());
    findings.compare("rows of another fingerprint", figures.getLong(3), 0L);
    findings.compare("different contents", figures.getLong(4), manifest.getDocumentsUnique());
    findings.compare("errors", errors, manifest.getErrors());
    return findings.list();
  }

  /** Collects comparisons that fail. */
  private static final class Findings {
    private final String subject;
    private final List<String> findings = new ArrayList<>();

    Findings(String subject) {
      this.subject = subject;
    }

    void compare(String figure, Object found, Object expected) {
      if (!found.equals(expected)) {
        findings.add("%s: %s: %s, not %s.".formatted(subject, figure, found, expected));
      }
    }

    List<String> list() {
      return findings;
    }
  }
}
