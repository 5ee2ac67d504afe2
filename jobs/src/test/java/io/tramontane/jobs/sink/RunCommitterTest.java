package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.testing.CountingFileSystem;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.LedgerSegment;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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

    committer.begin(plan(2), NO_FILES, folder.ledger(), Set.of(1));

    assertThat(folder.committed()).containsExactly(sound.getChunk());
    assertThat(folder.partFiles()).containsExactly("part-00000.parquet");
  }

  @Test
  void manyEntriesAreMergedIntoSegments() throws IOException {
    beginWithSegmentsOf(2, 5);
    List<ChunkEntry> chunks = commit(5);

    assertThat(segments()).hasSize(2);
    assertThat(singleEntries()).containsExactly("00004.json");
    assertThat(folder.committed()).isEqualTo(chunks);
    assertThat(committer.published()).isEqualTo(chunks);
    List<String> segments = segments();

    restartWithSegmentsOf(2, 5);

    assertThat(folder.published()).isEqualTo(chunks);
    assertThat(segments()).isEqualTo(segments);
    assertThat(singleEntries()).containsExactly("00004.json");
  }

  @Test
  void theFirstAttemptWinsAlsoWhenItsEntryIsInASegment() throws IOException {
    beginWithSegmentsOf(1, 1);
    LedgerEntry first = attempt(0, "a");
    LedgerEntry second = attempt(0, "b");

    assertThat(committer.commit(first)).isTrue();
    assertThat(committer.commit(second)).isFalse();

    assertThat(segments()).hasSize(1);
    assertThat(folder.committed()).containsExactly(first.getChunk());
  }

  @Test
  void manyEntriesThatTheReleaseBeforeHasLeftAreMergedByTheNextStart() throws IOException {
    begin(5);
    List<ChunkEntry> chunks = commit(5);
    assertThat(segments()).isEmpty();

    restartWithSegmentsOf(2, 5);

    assertThat(segments()).hasSize(3);
    assertThat(singleEntries()).isEmpty();
    assertThat(folder.published()).isEqualTo(chunks);
  }

  @Test
  void aDamagedChunkGoesFromItsSegmentAndIsCommittedAgain() throws IOException {
    beginWithSegmentsOf(2, 4);
    List<ChunkEntry> chunks = commit(4);
    List<String> before = segments();

    committer.begin(plan(4), NO_FILES, folder.ledger(), Set.of(1));

    assertThat(folder.committed()).containsExactly(chunks.get(0), chunks.get(2), chunks.get(3));
    assertThat(folder.partFiles()).doesNotContain("part-00001.parquet").hasSize(3);
    // The segment of the sound chunks stays, the other is written anew.
    assertThat(segments()).hasSize(2).containsAnyElementsOf(before).isNotEqualTo(before);

    LedgerEntry again = attempt(1, "b");
    assertThat(committer.commit(again)).isTrue();
    assertThat(folder.published()).hasSize(4).contains(again.getChunk());
    assertThat(damage(again)).isEmpty();
  }

  @Test
  void aSegmentThatIsCutOffDoesNotCountAndGoes() throws IOException {
    beginWithSegmentsOf(2, 3);
    List<ChunkEntry> chunks = commit(3);
    Path segment = path.resolve("_ledger").resolve(segments().get(0));
    Files.delete(segment.resolveSibling("." + segment.getFileName() + ".crc"));
    Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 400));

    assertThat(folder.committed()).containsExactly(chunks.get(2));

    restartWithSegmentsOf(2, 3);
    assertThat(segments()).isEmpty();
    assertThat(folder.partFiles()).containsExactly("part-00002.parquet");
  }

  @Test
  void aSegmentOfAnotherPlanDoesNotCountAndGoes() throws IOException {
    begin(2);
    List<ChunkEntry> chunks = commit(2);
    LedgerEntry other = attempt(1, "b");
    Files.write(
        path.resolve("_ledger/segment-of-another.json"),
        JsonRecords.write(
            new LedgerSegment(List.of(LedgerEntry.newBuilder(other).setPlan("another").build()))));

    assertThat(folder.committed()).isEqualTo(chunks);

    restart(2);
    assertThat(segments()).isEmpty();
    assertThat(folder.published()).isEqualTo(chunks);
  }

  @Test
  void anEntryThatIsAlsoInASegmentIsTheSame() throws IOException {
    beginWithSegmentsOf(2, 2);
    LedgerEntry first = attempt(0, "a");
    committer.commit(first);
    LedgerEntry second = attempt(1, "a");
    committer.commit(second);
    // The crash between the segment and the removal of what it holds.
    Files.write(path.resolve("_ledger/00000.json"), entry(first, TOKEN));

    assertThat(folder.committed()).containsExactly(first.getChunk(), second.getChunk());

    restartWithSegmentsOf(2, 2);
    assertThat(singleEntries()).isEmpty();
    assertThat(folder.published()).containsExactly(first.getChunk(), second.getChunk());
  }

  @Test
  void whoReadsWhileEntriesAreMergedMissesNone() throws IOException {
    beginWithSegmentsOf(3, 3);
    List<ChunkEntry> chunks = new ArrayList<>(commit(2));
    LedgerEntry last = attempt(2, "a");
    chunks.add(last.getChunk());
    AtomicBoolean opened = new AtomicBoolean();
    ConcurrentLinkedQueue<String> calls =
        new ConcurrentLinkedQueue<>() {
          @Override
          public boolean add(String call) {
            // It has listed the ledger and opens the first that it found there.
            if (call.matches("open .*/_ledger/.*") && opened.compareAndSet(false, true)) {
              committer.commit(last);
            }
            return super.add(call);
          }
        };
    RunFolder reader =
        RunFolder.of(String.valueOf(path.getParent()), "r1", CountingFileSystem.settings(calls));

    List<ChunkEntry> found = reader.committed();

    assertThat(segments()).hasSize(1);
    assertThat(found).containsAll(chunks.subList(0, 2));
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
    assertThatThrownBy(() -> committer.begin(plan(1), NO_FILES, folder.ledger(), Set.of()))
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
      for (RunFolder run : List.of(other.current(), other.newNext())) {
        new RunCommitter(run, otherLock).begin(plan(1), NO_FILES, run.ledger(), Set.of());
      }
    }

    assertThat(RunFolder.all(output, configuration))
        .extracting(run -> run.path().getName())
        .containsExactly("r0", "r1");
    assertThat(RunFolder.all(output + "/none", configuration)).isEmpty();
  }

  @Test
  void aPartFileIsOpenedOnceToBeChecked() throws IOException {
    begin(1);
    ChunkEntry chunk = commit(1).get(0);
    ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    Configuration settings = CountingFileSystem.settings(calls);
    String place = folder.path().toString();

    assertThat(PartFileCheck.of(place, chunk, settings)).isEmpty();

    assertThat(calls).filteredOn(call -> call.startsWith("open ")).hasSize(1);
    assertThat(calls).noneMatch(call -> call.startsWith("list "));
    assertThat(PartFileCheck.of(place, ChunkEntry.newBuilder(chunk).setRows(7).build(), settings))
        .contains("part-00000.parquet: number of rows: 1, not 7.");
  }

  private void beginWithSegmentsOf(int entries, int chunks) {
    committer = new RunCommitter(folder, lock, entries);
    begin(chunks);
  }

  private void restartWithSegmentsOf(int entries, int chunks) {
    lock.close();
    lock = folders.lock();
    beginWithSegmentsOf(entries, chunks);
  }

  private List<ChunkEntry> commit(int chunks) throws IOException {
    List<ChunkEntry> committed = new ArrayList<>();
    for (int chunk = 0; chunk < chunks; chunk++) {
      LedgerEntry attempt = attempt(chunk, "a");
      assertThat(committer.commit(attempt)).isTrue();
      committed.add(attempt.getChunk());
    }
    return committed;
  }

  private List<String> segments() {
    return folder.ledgerFiles().stream().filter(name -> name.startsWith("segment-")).toList();
  }

  private List<String> singleEntries() {
    return folder.ledgerFiles().stream().filter(name -> !name.startsWith("segment-")).toList();
  }

  private void begin(int chunks) {
    committer.begin(plan(chunks), NO_FILES, folder.ledger(), Set.of());
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
    return SmallRuns.plan("f", chunks, TOKEN);
  }
}
