package io.tramontane.jobs.report;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A finished run as one page of HTML that loads nothing: style, script and the chart library are
 * inside it.
 *
 * <p>Each name in the braces of the template {@code report.mustache} is a method here. Everything
 * that comes from a run is escaped: identities, labels and settings may hold anything. The page
 * holds no text of a document.
 */
public final class RunReport extends Page {
  private static final int MAX_CHUNKS = 20;
  private static final int MAX_FILES = 500;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RunManifest manifest;
  private final RowStats rows;

  private RunReport(RunManifest manifest, RowStats rows) {
    this.manifest = manifest;
    this.rows = rows;
  }

  /**
   * The page. Reads a few columns of all rows once, with Spark.
   *
   * @param rows the run's rows, with the schema of {@link io.tramontane.schema.Enrichment}
   * @param manifest the run's totals, settings and files
   */
  public static String render(Dataset<Row> rows, RunManifest manifest) {
    return new RunReport(manifest, RowStats.of(rows)).render("report");
  }

  record Named(String name, String value) {}

  record Errors(String kind, String rows, List<String> documents, String more) {}

  record Chunk(
      int chunk,
      String seconds,
      String rows,
      String tokens,
      String tokensPerSecond,
      String executor,
      String started) {}

  record PartFile(String name, String rows, String bytes, String sha256) {}

  String title() {
    return "Run " + manifest.getRunId();
  }

  String runId() {
    return manifest.getRunId();
  }

  String period() {
    List<ChunkEntry> chunks = manifest.getFiles();
    if (chunks.isEmpty()) {
      return "Without a document";
    }
    long begin = chunks.stream().mapToLong(ChunkEntry::getStarted).min().orElseThrow();
    long end =
        chunks.stream()
            .mapToLong(chunk -> chunk.getStarted() + Math.round(1e3 * chunk.getSeconds()))
            .max()
            .orElseThrow();
    return TIME.format(Instant.ofEpochMilli(begin))
        + " to "
        + TIME.format(Instant.ofEpochMilli(end))
        + " UTC";
  }

  List<Named> totals() {
    return List.of(
        new Named("Rows", NumberFormats.grouped(manifest.getRowsWritten())),
        new Named("Distinct contents", NumberFormats.grouped(manifest.getDocumentsUnique())),
        new Named("Reused", NumberFormats.grouped(manifest.getRowsReused())),
        new Named("Errors", errorsWithShare()),
        new Named("Truncated", NumberFormats.grouped(manifest.getRowsTruncated())),
        new Named("Hidden files", NumberFormats.grouped(manifest.getFilesHidden())),
        new Named("Tokens read", NumberFormats.grouped(manifest.getPromptTokens())),
        new Named("Tokens generated", NumberFormats.grouped(manifest.getCompletionTokens())),
        new Named("Tokens per second", decimal(manifest.getTokensPerSecond())),
        new Named("Seconds", decimal(manifest.getSeconds())),
        new Named("Chunks", NumberFormats.grouped(manifest.getChunks())),
        new Named("Chunks resumed", NumberFormats.grouped(manifest.getChunksResumed())),
        new Named("Attempt", String.valueOf(manifest.getAttempt())));
  }

  private String errorsWithShare() {
    long errors = manifest.getErrors().values().stream().mapToLong(Long::longValue).sum();
    return errors == 0
        ? "0"
        : String.format(
            Locale.ROOT, "%,d (%.2f %%)", errors, 100.0 * errors / manifest.getRowsWritten());
  }

  List<ReportChart> charts() {
    return ReportCharts.of(manifest, rows);
  }

  boolean hasErrors() {
    return !manifest.getErrors().isEmpty();
  }

  List<Errors> errors() {
    List<Errors> errors = new ArrayList<>();
    new TreeMap<>(manifest.getErrors())
        .forEach(
            (kind, count) -> {
              List<String> documents = rows.failed(kind);
              long more = count - documents.size();
              errors.add(
                  new Errors(
                      kind,
                      NumberFormats.grouped(count),
                      documents,
                      more == 0 ? "" : NumberFormats.grouped(more)));
            });
    return errors;
  }

  List<Chunk> slowestChunks() {
    return manifest.getFiles().stream()
        .sorted(Comparator.comparingDouble(ChunkEntry::getSeconds).reversed())
        .limit(MAX_CHUNKS)
        .map(RunReport::chunk)
        .toList();
  }

  private static Chunk chunk(ChunkEntry entry) {
    long tokens = entry.getPromptTokens() + entry.getCompletionTokens();
    return new Chunk(
        entry.getChunk(),
        decimal(entry.getSeconds()),
        NumberFormats.grouped(entry.getRows()),
        NumberFormats.grouped(tokens),
        decimal(tokens / entry.getSeconds()),
        entry.getExecutor(),
        TIME.format(Instant.ofEpochMilli(entry.getStarted())));
  }

  List<Named> versions() {
    return named(manifest.getVersions());
  }

  String fingerprint() {
    return manifest.getFingerprint();
  }

  List<Named> fingerprintParts() {
    return named(manifest.getFingerprintParts());
  }

  String configuration() {
    return manifest.getConfiguration();
  }

  String filesSummary() {
    int files = manifest.getFiles().size();
    return files <= MAX_FILES
        ? NumberFormats.grouped(files) + " files"
        : "The first %s of %s files; the manifest has all"
            .formatted(MAX_FILES, NumberFormats.grouped(files));
  }

  List<PartFile> files() {
    return manifest.getFiles().stream()
        .limit(MAX_FILES)
        .map(
            entry ->
                new PartFile(
                    entry.getFile(),
                    NumberFormats.grouped(entry.getRows()),
                    NumberFormats.grouped(entry.getBytes()),
                    entry.getSha256()))
        .toList();
  }

  private static List<Named> named(Map<String, String> values) {
    return new TreeMap<>(values)
        .entrySet().stream().map(entry -> new Named(entry.getKey(), entry.getValue())).toList();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }
}
