package io.tramontane.jobs.report;

import io.tramontane.failure.Secrets;
import io.tramontane.schema.PinnedTable;
import io.tramontane.schema.RunManifest;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run did.
 *
 * @param manifest its totals
 * @param folder where its rows are
 */
public record RunSummary(RunManifest manifest, String folder) {
  @Override
  public String toString() {
    long errors = manifest.getErrors().values().stream().mapToLong(Long::longValue).sum();
    String kinds =
        manifest.getErrors().entrySet().stream()
            .map(error -> error.getKey() + " " + NumberFormats.grouped(error.getValue()))
            .collect(Collectors.joining(", ", " (", ")"));
    AlignedLines lines =
        new AlignedLines()
            .add("rows", manifest.getRowsWritten())
            .add("unique", manifest.getDocumentsUnique())
            .add("errors", NumberFormats.grouped(errors) + (errors == 0 ? "" : kinds))
            .add("reused", manifest.getRowsReused())
            .add("truncated", manifest.getRowsTruncated())
            .add("hidden files", manifest.getFilesHidden())
            .add("tokens read", manifest.getPromptTokens())
            .add("tokens written", manifest.getCompletionTokens())
            .add("seconds", String.format(Locale.ROOT, "%,.1f", manifest.getSeconds()))
            .add(
                "tokens per second",
                String.format(Locale.ROOT, "%,.0f", manifest.getTokensPerSecond()))
            .add(
                "chunks",
                NumberFormats.grouped(manifest.getChunks())
                    + (manifest.getChunksResumed() == 0
                        ? ""
                        : ", "
                            + NumberFormats.grouped(manifest.getChunksResumed())
                            + " of them from a former start"))
            .add("fingerprint", manifest.getFingerprint())
            .add("folder", Secrets.mask(folder));
    PinnedTable table = manifest.getPublished();
    if (table != null) {
      lines.add(
          "published",
          "%s, version %s".formatted(Secrets.mask(table.getName()), table.getVersion()));
    }
    return "Run %s\n%s".formatted(manifest.getRunId(), lines);
  }
}
