package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private final Configuration configuration = new Configuration();
  private final Path path;
  private final RunFolder folder;

  RunFolderTest(@TempDir Path output) {
    this.path = output.resolve("r1");
    this.folder = RunFolder.of(output.toString(), "r1", configuration);
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() {
    assertThat(folder.plan()).isEmpty();
    assertThat(folder.manifest()).isEmpty();
    assertThat(folder.committed("f")).isEmpty();
    assertThat(folder.isSuccess()).isFalse();
    assertThat(folder.partFiles()).isEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void theFirstPlanStands() {
    folder.begin(plan(3), List.of());
    folder.begin(plan(4), List.of());

    assertThat(folder.plan()).contains(plan(3));
  }

  @Test
  void anAttemptIsHiddenUntilItIsPublished() throws IOException {
    folder.begin(plan(1), List.of());
    ChunkAttempt attempt = attempt(0, "a");

    assertThat(folder.partFiles()).isEmpty();
    try (Stream<Path> files = Files.walk(path)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".parquet"));
    }
    assertThat(folder.committed("f")).isEmpty();

    folder.publish(attempt);

    assertThat(folder.partFiles()).containsExactly("part-00000.parquet");
    assertThat(folder.committed("f")).containsExactly(attempt.entry());
    assertThat(folder.committed("other")).isEmpty();
    assertThat(file(attempt)).doesNotExist();
  }

  @Test
  void theFirstAttemptPublishedWins() throws IOException {
    folder.begin(plan(1), List.of());
    ChunkAttempt first = attempt(0, "a");
    ChunkAttempt second = attempt(0, "b");

    folder.publish(first);
    folder.publish(second);

    assertThat(folder.committed("f")).containsExactly(first.entry());
    assertThat(damage(first)).isEmpty();
    assertThat(file(second)).doesNotExist();
  }

  @Test
  void aPartFileWithoutLedgerEntryIsReplaced() throws IOException {
    folder.begin(plan(1), List.of());
    // The crash between the two steps.
    Files.move(file(attempt(0, "a")), path.resolve("part-00000.parquet"));
    assertThat(folder.committed("f")).isEmpty();

    folder.begin(plan(1), folder.committed("f"));
    ChunkAttempt again = attempt(0, "b");
    folder.publish(again);

    assertThat(folder.committed("f")).containsExactly(again.entry());
    assertThat(damage(again)).isEmpty();
  }

  @Test
  void anEntryWhosePartFileIsCutOffDoesNotCountAndGoes() throws IOException {
    folder.begin(plan(2), List.of());
    ChunkAttempt whole = attempt(0, "a");
    folder.publish(whole);
    folder.publish(attempt(1, "b"));
    Files.write(path.resolve("part-00001.parquet"), new byte[] {1, 2, 3});

    assertThat(folder.committed("f")).containsExactly(whole.entry());

    folder.begin(plan(2), folder.committed("f"));
    assertThat(path.resolve("_ledger/00001.json")).doesNotExist();
    assertThat(path.resolve("_ledger/00000.json")).exists();
  }

  @Test
  void strayAttemptsGoAtTheNextStart() throws IOException {
    folder.begin(plan(1), List.of());
    ChunkAttempt stray = attempt(0, "a");

    folder.begin(plan(1), List.of());

    assertThat(file(stray)).doesNotExist();
  }

  @Test
  void findsTheRunsOfAnOutput() {
    folder.begin(plan(1), List.of());
    String output = String.valueOf(path.getParent());
    RunFolder.of(output, "r0", configuration).begin(plan(1), List.of());

    assertThat(RunFolder.all(output, configuration))
        .extracting(run -> run.path().getName())
        .containsExactly("r0", "r1");
    assertThat(RunFolder.all(output + "/none", configuration)).isEmpty();
  }

  private ChunkAttempt attempt(int chunk, String docId) throws IOException {
    ChunkWriter writer = new ChunkWriter(folder.path(), chunk, "f", "driver", configuration);
    try (writer) {
      writer.write(row(docId), true);
    }
    ChunkAttempt attempt = writer.attempt();
    ChunkEntry entry = attempt.entry();
    assertThat(List.of(entry.getRows(), entry.getPromptTokens(), entry.getCompletionTokens()))
        .containsExactly(1L, 3L, 2L);
    return attempt;
  }

  private static Enrichment row(String docId) {
    return Enrichment.newBuilder()
        .setDocId(docId)
        .setContentHash("h")
        .setTask("summarize")
        .setOutput("text of " + docId)
        .setFinishReason("stop")
        .setPromptTokens(3)
        .setCompletionTokens(2)
        .setTruncated(false)
        .setModel(new ModelIdentity("m", "d"))
        .setFingerprint("f")
        .build();
  }

  private List<String> damage(ChunkAttempt published) {
    return PartFileCheck.of(folder.path().toString(), published.entry(), configuration);
  }

  private static Path file(ChunkAttempt attempt) {
    return Path.of(URI.create(attempt.file()));
  }

  private static RunPlan plan(int chunks) {
    return new RunPlan("r1", "f", new TreeMap<>(), 10L, "x", chunks);
  }
}
