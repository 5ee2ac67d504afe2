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

/** What the template {@code report.mustache} shows: each name in its braces is a method here. */
final class ReportPage extends Page {
  private static final int MAX_CHUNKS = 20;
  private static final int MAX_FILES = 500;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RunManifest manifest;
  private final RowFigures rows;

  ReportPage(RunManifest manifest, RowFigures rows) {
    this.manifest = manifest;
    this.rows = rows;
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
      String begun) {}

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

  List<Named> figures() {
    return List.of(
        new Named("Rows", Figures.grouped(manifest.getRowsWritten())),
        new Named("Different contents", Figures.grouped(manifest.getDocumentsUnique())),
        new Named("Reused", Figures.grouped(manifest.getRowsReused())),
        new Named("Errors", errorsWithShare()),
        new Named("Truncated", Figures.grouped(manifest.getRowsTruncated())),
        new Named("Tokens read", Figures.grouped(manifest.getPromptTokens())),
        new Named("Tokens generated", Figures.grouped(manifest.getCompletionTokens())),
        new Named("Tokens a second", decimal(manifest.getTokensPerSecond())),
        new Named("Seconds", decimal(manifest.getSeconds())),
        new Named("Chunks", Figures.grouped(manifest.getChunks())),
        new Named("Chunks resumed", Figures.grouped(manifest.getChunksResumed())),
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
                      Figures.grouped(count),
                      documents,
                      more == 0 ? "" : Figures.grouped(more)));
            });
    return errors;
  }

  List<Chunk> slowestChunks() {
    return manifest.getFiles().stream()
        .sorted(Comparator.comparingDouble(ChunkEntry::getSeconds).reversed())
        .limit(MAX_CHUNKS)
        .map(ReportPage::chunk)
        .toList();
  }

  private static Chunk chunk(ChunkEntry entry) {
    long tokens = entry.getPromptTokens() + entry.getCompletionTokens();
    return new Chunk(
        entry.getChunk(),
        decimal(entry.getSeconds()),
        Figures.grouped(entry.getRows()),
        Figures.grouped(tokens),
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
        ? Figures.grouped(files) + " files"
        : "The first %d of %s files; the manifest has all"
            .formatted(MAX_FILES, Figures.grouped(files));
  }

  List<PartFile> files() {
    return manifest.getFiles().stream()
        .limit(MAX_FILES)
        .map(
            entry ->
                new PartFile(
                    entry.getFile(),
                    Figures.grouped(entry.getRows()),
                    Figures.grouped(entry.getBytes()),
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
