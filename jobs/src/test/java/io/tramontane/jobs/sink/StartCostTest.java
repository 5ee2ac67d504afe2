package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.testing.CountingFileSystem;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.LedgerSegment;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start asks of the file system, by how many chunks are committed. */
class StartCostTest {
  private static final int SEGMENT = 100;
  private static final int SINGLE = 3;

  private final Path root;
  private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

  StartCostTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void aStartReadsEachFileOfTheLedgerOnceAndTheFoldersOnce() throws IOException {
    List<String> start = start(runOf(2));

    assertThat(start)
        .filteredOn(in("open .*/_ledger/.*"))
        .hasSize(2 + SINGLE)
        .doesNotHaveDuplicates();
    assertThat(start).filteredOn(in("list .*/_ledger")).hasSize(1);
    // When it begins, and to see at its end that nothing is gone.
    assertThat(start).filteredOn(in("list .*/r1")).hasSize(2);
    assertThat(start).noneMatch(in(".* .*/part-.*"));
  }

  @Test
  void aStartAsksNothingForEachCommittedChunk() throws IOException {
    List<String> few = start(runOf(2));
    List<String> many = start(runOf(40));

    assertThat(many).filteredOn(in("open .*/_ledger/segment-.*")).hasSize(40);
    assertThat(many)
        .filteredOn(not("/segment-"))
        .hasSameSizeAs(few.stream().filter(not("/segment-")).toList());
  }

  @Test
  void aStartAfterADeathReadsEntriesOnlyOfWhatWasLeftToPublish() throws IOException {
    Path output = runOf(2);
    Path attempts = output.resolve("r1/.attempts/dead");
    Files.createDirectories(attempts);
    Files.writeString(attempts.resolve("00007-stray"), "");
    Files.writeString(attempts.resolve("00201-stray"), "");
    calls.clear();

    folders(output).lock().close();

    assertThat(calls)
        .filteredOn(in("open .*/_ledger/.*"))
        .extracting(call -> call.substring(call.lastIndexOf('/') + 1))
        .containsExactlyInAnyOrder("00007.json", "00201.json");
    assertThat(attempts).doesNotExist();
  }

  @Test
  void theStatusIsReadFromSegments() throws IOException {
    Path output = runOf(2);
    calls.clear();

    assertThat(folders(output).current().committed()).hasSize(2 * SEGMENT + SINGLE);

    assertThat(calls).filteredOn(in("open .*")).hasSize(1 + 2 + SINGLE);
  }

  private List<String> start(Path output) {
    calls.clear();
    RunFolders folders = folders(output);
    try (RunLock lock = folders.lock()) {
      RunFolder folder = folders.current();
      RunCommitter committer = new RunCommitter(folder, lock, SEGMENT);
      Ledger found = folder.ledger();
      RunPlan plan = folder.plan().orElseThrow();
      committer.begin(plan, new InputFiles(List.of(), List.of()), found, Set.of());
      assertThat(committer.published()).hasSameSizeAs(plan.getChunkTokens());
      committer.leave();
    }
    return List.copyOf(calls);
  }

  private RunFolders folders(Path output) {
    return new RunFolders(output.toString(), "r1", CountingFileSystem.settings(calls));
  }

  private static Predicate<String> in(String pattern) {
    return call -> call.matches(pattern);
  }

  private static Predicate<String> not(String part) {
    return call -> !call.contains(part);
  }

  /** A run whose chunks are committed, those of so many segments and some more. */
  private Path runOf(int segments) throws IOException {
    Path output = Files.createTempDirectory(root, "out");
    Path ledger = Files.createDirectories(output.resolve("r1/_ledger"));
    for (int segment = 0; segment < segments; segment++) {
      List<LedgerEntry> entries =
          IntStream.range(segment * SEGMENT, (segment + 1) * SEGMENT)
              .mapToObj(StartCostTest::entry)
              .toList();
      Files.write(
          ledger.resolve(LedgerFile.newSegment()), JsonRecords.write(new LedgerSegment(entries)));
    }
    int chunks = segments * SEGMENT + SINGLE;
    for (int chunk = segments * SEGMENT; chunk < chunks; chunk++) {
      LedgerEntry entry = entry(chunk);
      Files.write(ledger.resolve(LedgerFile.nameOf(entry)), JsonRecords.write(entry));
    }
    for (int chunk = 0; chunk < chunks; chunk++) {
      Files.writeString(output.resolve("r1").resolve(RunFolder.partName(chunk)), "rows");
    }
    RunPlan plan = SmallRuns.plan("f", chunks, "token of the plan");
    Files.write(output.resolve("r1/_plan.json"), JsonRecords.write(plan));
    return output;
  }

  private static LedgerEntry entry(int chunk) {
    return LedgerEntry.newBuilder(
            SmallRuns.entry(RunFolder.newAttempt("token", chunk), chunk, 4, "f"))
        .setPlan("token of the plan")
        .build();
  }
}
