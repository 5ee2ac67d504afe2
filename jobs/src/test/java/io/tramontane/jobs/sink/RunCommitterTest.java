package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommitterTest {
  private static final InputFiles NO_FILES = new InputFiles(List.of(), List.of());

  private static final String TOKEN = "token of the plan";

  private final Configuration configuration = new Configuration();
  private final Path path;
  private final RunFolders folders;
  private final RunFolder folder;
  private RunLock lock;
  private RunCommitter committer;

  RunCommitterTest(@TempDir Path output) {
    this.path = output.resolve("r1");
    this.folders = new RunFolders(output.toString(), "r1", configuration);
    this.folder = folders.current();
    this.lock = folders.lock();
    this.committer = new RunCommitter(folder, lock);
  }

  @AfterEach
  void unlock() {
    lock.close();
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() {
    assertThat(folder.plan()).isEmpty();
    assertThat(folder.input()).isEmpty();
    assertThat(folder.manifest()).isEmpty();
    assertThat(folder.committed()).isEmpty();
    assertThat(folder.isSuccess()).isFalse();
    assertThat(folder.isStopping(lock.token())).isFalse();
    assertThat(folder.partFiles()).isEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void theFirstPlanStands() {
    begin(3);
    begin(4);

    assertThat(folder.plan()).contains(plan(3));
    assertThat(folder.input()).contains(NO_FILES);
  }

  @Test
  void anAttemptIsHiddenUntilItIsCommitted() throws IOException {
    begin(1);
    LedgerEntry attempt = attempt(0, "a");

    assertThat(folder.partFiles()).isEmpty();
    try (Stream<Path> files = Files.walk(path)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".parquet"));
    }
    assertThat(folder.committed()).isEmpty();

    assertThat(committer.commit(attempt)).isTrue();

    assertThat(folder.partFiles()).containsExactly("part-00000.parquet");
    assertThat(folder.committed()).containsExactly(attempt.getChunk());
    assertThat(folder.published()).containsExactly(attempt.getChunk());
    assertThat(file(attempt)).doesNotExist();
  }

  @Test
  void theFirstAttemptWins() throws IOException {
    begin(1);
    LedgerEntry first = attempt(0, "a");
    LedgerEntry second = attempt(0, "b");

    assertThat(committer.commit(first)).isTrue();
    assertThat(committer.commit(second)).isFalse();

    assertThat(folder.committed()).containsExactly(first.getChunk());
    assertThat(damage(first)).isEmpty();
    assertThat(file(second)).doesNotExist();
  }

  @Test
  void aDeathBetweenLedgerEntryAndPublicationIsRepaired() throws IOException {
    begin(1);
    LedgerEntry attempt = attempt(0, "a");
    // The crash between the two steps.
    Files.createDirectories(path.resolve("_ledger"));
    Files.write(path.resolve("_ledger/00000.json"), entry(attempt, TOKEN));
    assertThat(folder.committed()).containsExactly(attempt.getChunk());
    assertThat(folder.published()).isEmpty();

    restart(1);

    assertThat(folder.published()).containsExactly(attempt.getChunk());
    assertThat(damage(attempt)).isEmpty();
    assertThat(path.resolve(".attempts")).doesNotExist();
  }

  @Test
  void aLedgerEntryThatIsCutOffDoesNotCountAndGoes() throws IOException {
    begin(2);
    LedgerEntry whole = attempt(0, "a");
    committer.commit(whole);
    byte[] entry = entry(attempt(1, "b"), TOKEN);
    Files.write(path.resolve("_ledger/00001.json"), Arrays.copyOf(entry, 40));

    assertThat(folder.committed()).containsExactly(whole.getChunk());

    begin(2);
    assertThat(path.resolve("_ledger/00001.json")).doesNotExist();
    assertThat(path.resolve("_ledger/00000.json")).exists();
  }

  @Test
  void aPartFileWithoutLedgerEntryGoes() throws IOException {
    begin(1);
    Files.write(path.resolve("part-00000.parquet"), new byte[] {1, 2, 3});

    begin(1);

    assertThat(folder.partFiles()).isEmpty();
  }

  @Test
  void anEntryWhosePartFileIsCutOffDoesNotCountAndGoes() throws IOException {
    begin(2);
    LedgerEntry whole = attempt(0, "a");
    committer.commit(whole);
    committer.commit(attempt(1, "b"));
    Files.write(path.resolve("part-00001.parquet"), new byte[] {1, 2, 3});

    assertThat(folder.committed()).containsExactly(whole.getChunk());

    begin(2);
    assertThat(path.resolve("_ledger/00001.json")).doesNotExist();
    assertThat(folder.partFiles()).containsExactly("part-00000.parquet");
  }

  @Test
  void damagedChunksGo() throws IOException {
    begin(2);
    LedgerEntry sound = attempt(0, "a");
    committer.commit(sound);
    committer.commit(attempt(1, "b"));

    committer.begin(plan(2), NO_FILES, Set.of(1));

    assertThat(folder.committed()).containsExactly(sound.getChunk());
    assertThat(folder.partFiles()).containsExactly("part-00000.parquet");
  }

  @Test
  void strayAttemptsGoAtTheNextStart() throws IOException {
    begin(1);
    LedgerEntry stray = attempt(0, "a");

    restart(1);

    assertThat(file(stray)).doesNotExist();
  }

  @Test
  void theNextStartDoesNotStop() {
    begin(1);
    committer.askToStop();
    assertThat(folder.isStopping(committer.token())).isTrue();

    restart(1);

    assertThat(folder.isStopping(committer.token())).isFalse();
  }

  @Test
  void anAttemptThatIsGoneIsNotCommitted() throws IOException {
    begin(1);
    LedgerEntry attempt = attempt(0, "a");
    Files.delete(file(attempt));

    assertThatThrownBy(() -> committer.commit(attempt))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot commit chunk 0: its file file:%s is gone, or has not the %s bytes that were written. Find out what changes files there, then start again."
                .formatted(file(attempt), attempt.getChunk().getBytes()));
    assertThat(path.resolve("_ledger")).doesNotExist();
  }

  @Test
  void anEntryOfAnotherPlanDoesNotCount() throws IOException {
    begin(1);
    LedgerEntry attempt = attempt(0, "a");
    Files.createDirectories(path.resolve("_ledger"));
    Files.write(path.resolve("_ledger/00000.json"), entry(attempt, "another"));

    assertThat(folder.committed()).isEmpty();
  }

  @Test
  void anEntryThatAnotherStartHasLeftGivesWay() throws IOException {
    begin(1);
    LedgerEntry lost = attempt(0, "a");
    restart(1);
    Files.createDirectories(path.resolve("_ledger"));
    Files.write(path.resolve("_ledger/00000.json"), entry(lost, TOKEN));
    LedgerEntry attempt = attempt(0, "b");

    assertThat(committer.commit(attempt)).isTrue();

    assertThat(folder.published()).containsExactly(attempt.getChunk());
    assertThat(damage(attempt)).isEmpty();
  }

  @Test
  void whoeverLostTheLockWritesNothing() throws IOException {
    begin(1);
    LedgerEntry attempt = attempt(0, "a");
    Files.delete(path.resolveSibling(".r1.lock"));

    assertThatThrownBy(() -> committer.commit(attempt))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("the lock is gone");

    assertThat(path.resolve("_ledger")).doesNotExist();
    assertThat(file(attempt)).doesNotExist();
    assertThatThrownBy(() -> committer.begin(plan(1), NO_FILES, Set.of()))
        .hasMessageContaining("the lock is gone");
    assertThatThrownBy(() -> committer.end(true)).hasMessageContaining("the lock is gone");
    assertThat(folder.isSuccess()).isFalse();
  }

  @Test
  void findsTheRunsOfAnOutput() {
    begin(1);
    String output = String.valueOf(path.getParent());
    RunFolders other = new RunFolders(output, "r0", configuration);
    try (RunLock otherLock = other.lock()) {
      new RunCommitter(other.current(), otherLock).begin(plan(1), NO_FILES, Set.of());
      new RunCommitter(other.newNext(), otherLock).begin(plan(1), NO_FILES, Set.of());
    }

    assertThat(RunFolder.all(output, configuration))
        .extracting(run -> run.path().getName())
        .containsExactly("r0", "r1");
    assertThat(RunFolder.all(output + "/none", configuration)).isEmpty();
  }

  private void begin(int chunks) {
    committer.begin(plan(chunks), NO_FILES, Set.of());
  }

  private void restart(int chunks) {
    lock.close();
    lock = folders.lock();
    committer = new RunCommitter(folder, lock);
    begin(chunks);
  }

  private static byte[] entry(LedgerEntry attempt, String plan) {
    return JsonRecords.write(LedgerEntry.newBuilder(attempt).setPlan(plan).build());
  }

  private LedgerEntry attempt(int chunk, String docId) throws IOException {
    ChunkWriter writer =
        new ChunkWriter(
            folder.path(),
            lock.token(),
            Enrichment.getClassSchema(),
            chunk,
            "f",
            "driver",
            configuration);
    try (writer) {
      writer.write(row(docId), true, false);
    }
    LedgerEntry attempt = writer.attempt();
    ChunkEntry entry = attempt.getChunk();
    assertThat(List.of(entry.getRows(), entry.getPromptTokens(), entry.getCompletionTokens()))
        .containsExactly(1L, 3L, 2L);
    return attempt;
  }

  private static Enrichment row(String docId) {
    return Enrichment.newBuilder()
        .setDocId(docId)
        .setTask("summarize")
        .setContentHash("hash of " + docId)
        .setFinishReason("stop")
        .setPromptTokens(3)
        .setCompletionTokens(2)
        .setTruncated(false)
        .setModel(new ModelIdentity("m", "d"))
        .setFingerprint("f")
        .build();
  }

  private Optional<String> damage(LedgerEntry published) {
    return PartFileCheck.of(folder.path().toString(), published.getChunk(), configuration);
  }

  private Path file(LedgerEntry attempt) {
    return path.resolve(".attempts").resolve(attempt.getAttempt());
  }

  private static RunPlan plan(int chunks) {
    return new RunPlan(
        "r1",
        "f",
        new TreeMap<>(),
        1,
        10L,
        "x",
        new TreeMap<>(),
        Collections.nCopies(chunks, 55L),
        List.of(),
        TOKEN);
  }
}
