package io.tramontane.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.sink.RowSchema;
import io.tramontane.jobs.testing.Browser;
import io.tramontane.jobs.testing.TestSpark;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.SparkSchemas;
import io.tramontane.task.Classify;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final Schema ROW =
      RowSchema.of(
          new Classify(
              new DocumentPrompt("{text}", Map.of(), Truncation.HEAD, null), List.of("a", "b")));

  private static final String HOSTILE = "</script><script>alert(1)</script>\"'&{{runId}}";
  private static final String ESCAPED = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";

  /** Scripts may hold anything that looks like markup. */
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>.*?</script>");

  private final List<Row> rows = new ArrayList<>();

  @Test
  void showsTheRunsFigures() {
    classified("a", "java", 100);
    classified("b", "java", 120);
    classified("c", "rust", 120);
    failed("d", "empty_text");

    String page = render(manifest(Map.of("empty_text", 1L)));

    assertThat(page)
        .contains("<h1>Run nightly</h1>")
        .contains("<p>2027-01-15 08:00:00 to 2027-01-15 08:00:03 UTC</p>")
        .contains("<dt>Rows</dt><dd>4</dd>")
        .contains("<dt>Errors</dt><dd>1 (25.00 %)</dd>")
        .contains("<dt>Tokens read</dt><dd>34,000</dd>")
        .contains("<dt>Attempt</dt><dd>2</dd>")
        .contains(
            "<th scope=\"row\">08:00:00</th><td class=\"number\" data-value=\"17000.0\">17,000.0</td>")
        .contains(
            "<th scope=\"row\">executor-7</th><td class=\"number\" data-value=\"123.45\">123.5</td>")
        .contains("<th scope=\"row\">java</th><td class=\"number\" data-value=\"2\">2</td>")
        .contains("<th scope=\"row\">rust</th><td class=\"number\" data-value=\"1\">1</td>")
        .contains(
            "Of 3 documents without an error, half have at most 120, 95 in 100 at most 120, and none more than 120.")
        .contains("<th scope=\"row\">120</th><td class=\"number\" data-value=\"2\">2</td>")
        .doesNotContain("Tokens generated for a document")
        .contains("<code>d</code>")
        .contains("<td>executor-7</td>")
        .contains("<th scope=\"row\">seed</th>")
        .contains("tramontane.run.id: nightly")
        .contains("<th scope=\"row\">spark</th><td>4.2.0</td>")
        .contains("<th scope=\"row\">part-00001.parquet</th>")
        .contains("<code>" + "b".repeat(64) + "</code>");
  }

  @Test
  void standsForItself() {
    classified("a", "java", 100);

    String page = render(manifest(Map.of()));

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isBetween(200_000, 400_000);
    assertThat(SCRIPT.matcher(page).replaceAll(""))
        .doesNotContainPattern("(?i)\\s(src|href|srcset|action|poster)\\s*=")
        .doesNotContainPattern("(?i)url\\(|@import|https?:");
    assertThat(page)
        .contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
        .contains("Chart.js v4.5.1")
        .contains("Copyright (c) 2014-2024 Chart.js Contributors")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void nothingThatComesFromARunBreaksOut() {
    classified(HOSTILE, HOSTILE, 100);
    failed(HOSTILE, HOSTILE);
    RunManifest.Builder manifest =
        manifest(Map.of(HOSTILE, 1L))
            .setRunId(HOSTILE)
            .setConfiguration(HOSTILE)
            .setFingerprintParts(Map.of(HOSTILE, HOSTILE))
            .setVersions(Map.of(HOSTILE, HOSTILE))
            .setExecutors(Map.of(HOSTILE, 1.0))
            .setFiles(List.of(chunk(0, HOSTILE, 2.0, 100)));

    String page = render(manifest);

    // Title, heading, label, executor of the chart and of the chunk, kind, identity, part and its
    // value, version and its value, configuration.
    assertThat(page.split(Pattern.quote(ESCAPED), -1)).hasSize(13);
    assertThat(page).doesNotContain("alert(1)</script>");
    assertThat(page.split("(?i)<script", -1)).hasSize(3);
    assertThat(page.split("(?i)</script", -1)).hasSize(3);
  }

  @Test
  void namesAtMost20DocumentsOfAKind() {
    for (int i = 25; i > 0; i--) {
      failed(String.format(Locale.ROOT, "doc-%02d", i), "too_long");
    }

    String page = render(manifest(Map.of("too_long", 25L)));

    assertThat(page)
        .contains("<code>doc-01</code>")
        .contains("<code>doc-20</code> and 5 more")
        .doesNotContain("doc-21");
  }

  @Test
  void neverShowsASummary() {
    rows.add(row("a", "what the document says", null, null, 100, 30));

    assertThat(render(manifest(Map.of())))
        .doesNotContain("what the document says")
        .doesNotContain("<h2>Labels</h2>")
        .contains("<h2>Tokens generated for a document</h2>")
        .contains("No row is an error.");
  }

  @Test
  void aRunOfNothingHasAReportToo() {
    RunManifest.Builder manifest =
        manifest(Map.of()).setRowsWritten(0).setFiles(List.of()).setExecutors(Map.of());

    assertThat(render(manifest)).contains("Without a document").doesNotContain("<canvas");
  }

  @Test
  void aBrowserDrawsEveryChart(@TempDir Path folder) throws Exception {
    classified(HOSTILE, HOSTILE, 100);
    classified("b", "java", 130);
    rows.add(row("c", "java", List.of(score("java")), null, 100, 30));
    Path page = Files.writeString(folder.resolve("_report.html"), render(manifest(Map.of())));

    assertThat(Browser.canvasesDrawn(page, folder)).isEqualTo(5);
  }

  private String render(RunManifest.Builder manifest) {
    Dataset<Row> dataset = TestSpark.session().createDataFrame(rows, SparkSchemas.of(ROW));
    return RunReport.render(dataset.repartition(3), manifest.build());
  }

  private void classified(String id, String label, int promptTokens) {
    rows.add(row(id, label, List.of(score(label)), null, promptTokens, 0));
  }

  private void failed(String id, String kind) {
    rows.add(row(id, null, null, RowFactory.create(kind, "Cannot read the document."), 0, 0));
  }

  private static Row score(String label) {
    return RowFactory.create(label, 1.0);
  }

  private static Row row(
      String id,
      @Nullable String output,
      @Nullable List<Row> scores,
      @Nullable Row error,
      int promptTokens,
      int completionTokens) {
    return RowFactory.create(
        id,
        "0".repeat(64),
        "classify",
        output,
        scores,
        error,
        "none",
        promptTokens,
        completionTokens,
        false,
        RowFactory.create("tiny", "1".repeat(64)),
        "2".repeat(64));
  }

  private RunManifest.Builder manifest(Map<String, Long> errors) {
    return RunManifest.newBuilder()
        .setRunId("nightly")
        .setFingerprint("2".repeat(64))
        .setFingerprintParts(new TreeMap<>(Map.of("seed", "7")))
        .setAttempt(2)
        .setDocumentsRead(rows.size())
        .setDocumentsUnique(rows.size())
        .setRowsWritten(rows.size())
        .setRowsReused(0)
        .setRowsTruncated(0)
        .setErrors(new TreeMap<>(errors))
        .setPromptTokens(34_000)
        .setCompletionTokens(0)
        .setSeconds(3.25)
        .setTokensPerSecond(11_333.3)
        .setExecutors(new TreeMap<>(Map.of("executor-7", 123.45)))
        .setChunks(2)
        .setChunksResumed(0)
        .setConfiguration("tramontane.run.id: nightly")
        .setVersions(new TreeMap<>(Map.of("spark", "4.2.0")))
        .setFiles(List.of(chunk(0, "executor-7", 2.0, 34_000), chunk(1, "executor-7", 3.0, 0)));
  }

  private static ChunkEntry chunk(int number, String executor, double seconds, long tokens) {
    return ChunkEntry.newBuilder()
        .setChunk(number)
        .setFile(String.format(Locale.ROOT, "part-%05d.parquet", number))
        .setSha256((number == 0 ? "a" : "b").repeat(64))
        .setBytes(1_000)
        .setFingerprint("2".repeat(64))
        .setRows(2)
        .setRowsReused(0)
        .setRowsTruncated(0)
        .setUnique(2)
        .setErrors(new TreeMap<>())
        .setPromptTokens(tokens)
        .setCompletionTokens(0)
        .setExecutor(executor)
        .setStarted(1_800_000_000_000L)
        .setSeconds(seconds)
        .build();
  }
}
