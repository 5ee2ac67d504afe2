package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.jobs.sink.RunLock.Rhythm;
import io.tramontane.jobs.testing.HookedFileSystem;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A start dies before each of its changes to files, while entries are merged into segments: what it
 * had committed the next one finds, and nothing is there twice.
 */
class LedgerDeathTest {
  private static final int CHUNKS = 3;
  private static final int SEGMENT = 2;

  /** Of one that is dead: no heartbeats. */
  private static final Rhythm DEAD = new Rhythm(Duration.ofHours(1), Duration.ofHours(2));

  private static final Rhythm IMPATIENT = new Rhythm(Duration.ofMillis(10), Duration.ofMillis(20));

  private final Path root;

  LedgerDeathTest(@TempDir Path root) {
    this.root = root;
  }

  /** How a file system renames. */
  enum Renaming {
    AT_ONE_STROKE,
    BY_COPYING;

    Configuration settings(Runnable beforeEachChange) {
      return this == BY_COPYING
          ? HookedFileSystem.copying(beforeEachChange)
          : HookedFileSystem.settings(beforeEachChange);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCommittedIsFoundWheneverTheProcessDies(Renaming renaming) throws IOException {
    int change = 0;
    for (boolean died = true; died; change++) {
      Path output = Files.createTempDirectory(root, "out");
      plan(output);
      List<Integer> committed = new ArrayList<>();
      died = startThatDies(output, renaming, change, Set.of(), committed);
      assertThatTheNextStartLacksNothing(output, renaming, committed, "death " + change);
    }
    assertThat(change).isGreaterThan(30);
  }

  @ParameterizedTest
  @EnumSource
  void soundChunksAreKeptWheneverTheProcessDiesThatTakesDamagedOnesOut(Renaming renaming)
      throws IOException {
    int change = 0;
    for (boolean died = true; died; change++) {
      Path output = Files.createTempDirectory(root, "out");
      startThatDies(output, renaming, Integer.MAX_VALUE, Set.of(), new ArrayList<>());
      // One of the first segment, one that has an entry of its own.
      for (int chunk : Set.of(1, 2)) {
        Path part = output.resolve("r1").resolve(RunFolder.partName(chunk));
        Files.delete(part.resolveSibling("." + part.getFileName() + ".crc"));
        Files.writeString(part, "damaged " + chunk);
      }
      List<Integer> committed = new ArrayList<>(List.of(0));
      died = startThatDies(output, renaming, change, Set.of(1, 2), committed);
      assertThatTheNextStartLacksNothing(output, renaming, committed, "death " + change);
    }
    assertThat(change).isGreaterThan(25);
  }

  /** The plan is written before anything is committed. */
  private static void plan(Path output) {
    Start planned = Start.of(output, HookedFileSystem.settings(() -> {}), IMPATIENT, Set.of());
    planned.committer.leave();
    planned.lock.close();
  }

  /**
   * Gives false if it ended before it died.
   *
   * @param committed takes the chunks that are committed
   */
  private static boolean startThatDies(
      Path output, Renaming renaming, int change, Set<Integer> damaged, List<Integer> committed) {
    AtomicInteger left = new AtomicInteger(change);
    Runnable death =
        () -> {
          if (left.getAndDecrement() <= 0) {
            throw new Death();
          }
        };
    try {
      Start start = Start.of(output, renaming.settings(death), DEAD, damaged);
      start.pending().forEach(chunk -> committed.add(start.commit(chunk)));
      start.committer.leave();
      start.lock.close();
      return false;
    } catch (Death e) {
      return true;
    }
  }

  private static void assertThatTheNextStartLacksNothing(
      Path output, Renaming renaming, List<Integer> committed, String history) throws IOException {
    Configuration settings = renaming.settings(() -> {});
    Set<Integer> damaged = damaged(output);
    Start next = Start.of(output, settings, IMPATIENT, damaged);
    assertThat(next.done()).as(history).containsAll(committed);
    // Nothing that was found is lost by the repair.
    assertThat(chunks(next.folder.published())).as(history).containsExactlyElementsOf(next.done());

    next.pending().forEach(next::commit);

    assertThat(chunks(next.committer.published())).as(history).containsExactlyElementsOf(all());
    assertThat(chunks(next.folder.published())).as(history).containsExactlyElementsOf(all());
    assertThat(damaged(output)).as(history).isEmpty();
    List<LedgerFile> files = next.folder.ledger().files();
    assertThat(files.stream().flatMap(file -> file.entries().stream())).hasSize(CHUNKS);
    assertThat(files.stream().filter(file -> !file.isSegment())).hasSizeLessThan(SEGMENT);
    next.committer.leave();
    next.lock.close();
    try (var left = Files.list(output)) {
      assertThat(left.filter(file -> !file.toString().endsWith(".crc")))
          .as(history)
          .containsExactly(output.resolve("r1"));
    }
    assertThat(output.resolve("r1/.attempts")).doesNotExist();
  }

  private static List<Integer> all() {
    return IntStream.range(0, CHUNKS).boxed().toList();
  }

  private static List<Integer> chunks(List<ChunkEntry> entries) {
    return entries.stream().map(ChunkEntry::getChunk).toList();
  }

  /** As a scan of the part files finds them. */
  private static Set<Integer> damaged(Path output) throws IOException {
    Set<Integer> damaged = new HashSet<>();
    for (int chunk : all()) {
      Path part = output.resolve("r1").resolve(RunFolder.partName(chunk));
      if (Files.exists(part) && !Files.readString(part).equals(rows(chunk))) {
        damaged.add(chunk);
      }
    }
    return damaged;
  }

  /** As long as what stands for damage. */
  private static String rows(int chunk) {
    return "of rows " + chunk;
  }

  /** A start from where it has begun. */
  private record Start(RunFolder folder, RunLock lock, RunCommitter committer, List<Integer> done) {
    static Start of(Path output, Configuration settings, Rhythm rhythm, Set<Integer> damaged) {
      RunFolders folders = new RunFolders(output.toString(), "r1", settings);
      RunLock lock = folders.lock(rhythm);
      RunFolder folder = folders.current();
      RunCommitter committer = new RunCommitter(folder, lock, SEGMENT);
      Ledger found = folder.ledger();
      committer.begin(plan(), new InputFiles(List.of(), List.of()), found, damaged);
      List<Integer> done =
          chunks(found.published()).stream().filter(chunk -> !damaged.contains(chunk)).toList();
      return new Start(folder, lock, committer, done);
    }

    List<Integer> pending() {
      return all().stream().filter(chunk -> !done.contains(chunk)).toList();
    }

    int commit(int chunk) {
      byte[] rows = rows(chunk).getBytes(StandardCharsets.UTF_8);
      String attempt = RunFolder.newAttempt(lock.token(), chunk);
      folder
          .files()
          .create(new org.apache.hadoop.fs.Path(folder.file(RunFolder.ATTEMPTS), attempt), rows);
      assertThat(committer.commit(SmallRuns.entry(attempt, chunk, rows.length, "f"))).isTrue();
      return chunk;
    }

    private static RunPlan plan() {
      return SmallRuns.plan("f", CHUNKS, "token of the plan");
    }
  }

  /** Nothing catches it. */
  private static final class Death extends Error {}
}
