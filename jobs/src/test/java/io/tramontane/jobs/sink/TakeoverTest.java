package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.sink.RunLock.Rhythm;
import io.tramontane.jobs.testing.HookedFileSystem;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One start is suspended before any of the changes that it makes to files, another takes over, and
 * the first goes on at any stage of the second: what is there in the end is what the second made.
 */
class TakeoverTest {
  /** Of one that gives no heartbeat, as a process that is suspended as a whole. */
  private static final Rhythm SUSPENDED = new Rhythm(Duration.ofHours(1), Duration.ofHours(2));

  /** Of one that takes over. */
  private static final Rhythm IMPATIENT = new Rhythm(Duration.ofMillis(20), Duration.ofMillis(30));

  private static final int STAGES = 7;

  /** None of them: the second has ended by then. */
  private static final int LATER = STAGES;

  private final Path root;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  TakeoverTest(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void endTheThread() {
    thread.shutdownNow();
  }

  /** What the first finds, what it does, what the second does, and how large segments are. */
  @ParameterizedTest
  @CsvSource({
    "nothing, LONG, LONG, 1000",
    "nothing, LONG, SHORT, 1000",
    "damage, LONG, LONG, 1000",
    "damage, LONG, SHORT, 1000",
    "another, LONG, LONG, 1000",
    "another, LONG, SHORT, 1000",
    "another, LONG, ANOTHER, 1000",
    "another, SHORT, LONG, 1000",
    "damage, LONG, LONG, 2",
    "another, LONG, ANOTHER, 2",
  })
  void whoeverLostTheLockChangesNothing(String found, Job first, Job second, int segmentEntries)
      throws Exception {
    int change = 0;
    while (new Case(found, first, second, segmentEntries, stage(change))
        .runSuspendedBefore(change)) {
      change++;
    }
    assertThat(change).isGreaterThan(20);
  }

  /** Of two changes one is made later, and the others at all stages in turn. */
  private static int stage(int change) {
    return change % 2 == 0 ? LATER : change / 2 % STAGES;
  }

  /** What is computed; the rows, and how many chunks of them, differ. */
  enum Job {
    LONG(4),
    SHORT(2),
    ANOTHER(3);

    private final int chunks;

    Job(int chunks) {
      this.chunks = chunks;
    }
  }

  /** One history. */
  private final class Case {
    private final String found;
    private final Job first;
    private final Job second;
    private final int segmentEntries;
    private final int stage;
    private final Path output;
    private final CountDownLatch suspended = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    Case(String found, Job first, Job second, int segmentEntries, int stage) throws IOException {
      this.found = found;
      this.first = first;
      this.second = second;
      this.segmentEntries = segmentEntries;
      this.stage = stage;
      this.output = Files.createTempDirectory(root, "out");
    }

    /** Gives false where there were not so many changes. */
    boolean runSuspendedBefore(int change) throws Exception {
      prepare();
      Future<?> running = thread.submit(suspending(change)::run);
      if (!suspendedBeforeTheEnd(running)) {
        return false;
      }
      start(
          second,
          reached -> {
            if (reached == stage) {
              goOnToTheEnd(running);
            }
          });
      Map<String, String> made = files();
      goOnToTheEnd(running);

      String history =
          "%s %s %s %s, change %s, stage %s"
              .formatted(found, first, second, segmentEntries, change, stage);
      assertThat(files()).as(history).isEqualTo(made);
      assertThatAllIsOf(second, history);
      start(second, reached -> {});
      assertThat(rows()).as(history).isEqualTo(rowsOf(second));
      return true;
    }

    /** The changes are counted from where it has the lock. */
    private Start suspending(int change) {
      AtomicInteger changes = new AtomicInteger(-1);
      Configuration settings =
          HookedFileSystem.settings(
              () -> {
                if (changes.get() >= 0 && changes.getAndIncrement() == change) {
                  suspended.countDown();
                  await(goOn);
                }
              });
      return new Start(
          folders(settings),
          first,
          SUSPENDED,
          segmentEntries,
          reached -> changes.compareAndSet(-1, 0));
    }

    private boolean suspendedBeforeTheEnd(Future<?> running) throws Exception {
      while (!suspended.await(1, TimeUnit.MILLISECONDS)) {
        if (running.isDone()) {
          running.get();
          return false;
        }
      }
      return true;
    }

    private void prepare() throws IOException {
      switch (found) {
        case "another" -> start(Job.ANOTHER, reached -> {});
        case "damage" -> {
          start(first, reached -> {});
          Path run = output.resolve("r1");
          Files.delete(run.resolve("part-00001.parquet"));
          Files.writeString(run.resolve("part-00009.parquet"), "of nothing");
          Files.deleteIfExists(run.resolve("_ledger/.00002.json.crc"));
          Files.writeString(run.resolve("_ledger/00002.json"), "{\"cut o");
          Files.createDirectory(run.resolve(".attempts"));
          Files.writeString(run.resolve(".attempts/00001-stray"), "");
        }
        default -> {}
      }
    }

    private void start(Job job, Stage stages) {
      new Start(
              folders(HookedFileSystem.settings(() -> {})), job, IMPATIENT, segmentEntries, stages)
          .run();
    }

    private RunFolders folders(Configuration settings) {
      return new RunFolders(output.toString(), "r1", settings);
    }

    private void goOnToTheEnd(Future<?> running) {
      goOn.countDown();
      try {
        running.get();
      } catch (ExecutionException e) {
        // It has lost the lock, or finds what it had begun removed.
        assertThat(e).hasCauseInstanceOf(InsufficientResourcesException.class);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void assertThatAllIsOf(Job job, String history) throws IOException {
      RunFolders folders = folders(HookedFileSystem.settings(() -> {}));
      assertThat(rows()).as(history).isEqualTo(rowsOf(job));
      assertThat(folders.current().isSuccess()).as(history).isTrue();
      assertThat(folders.current().manifest().orElseThrow().getFingerprint())
          .as(history)
          .isEqualTo(job.name());
      assertThat(folders.current().published()).as(history).hasSize(job.chunks);
      assertThat(folders.isReplacing()).as(history).isFalse();
    }

    /** As a reader finds them who takes every file that is not hidden. */
    private Map<String, String> rows() throws IOException {
      Map<String, String> rows = new TreeMap<>();
      files()
          .forEach(
              (name, text) -> {
                if (name.matches("[^._][^/]*/[^._][^/]*")) {
                  rows.put(name, text);
                }
              });
      return rows;
    }

    private static Map<String, String> rowsOf(Job job) {
      Map<String, String> rows = new TreeMap<>();
      for (int chunk = 0; chunk < job.chunks; chunk++) {
        rows.put("r1/" + RunFolder.partName(chunk), job + " " + chunk);
      }
      return rows;
    }

    private Map<String, String> files() throws IOException {
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> found = Files.walk(output)) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          if (!file.toString().endsWith(".crc")) {
            files.put(output.relativize(file).toString(), Files.readString(file));
          }
        }
      }
      return files;
    }
  }

  /** A start, with all that it does to files, and without anything else. */
  private record Start(
      RunFolders folders, Job job, Rhythm rhythm, int segmentEntries, Stage stages) {
    void run() {
      try (RunLock lock = folders.lock(rhythm)) {
        stages.reached(0);
        folders.repair(lock);
        stages.reached(1);
        Optional<RunPlan> plan = folders.current().plan();
        boolean replaces = plan.filter(known -> !isOf(known, job)).isPresent();
        RunFolder target = replaces ? next() : folders.current();
        work(target, replaces, lock);
        if (replaces) {
          folders.replace(target, lock);
        }
        stages.reached(STAGES - 1);
      }
    }

    private RunFolder next() {
      return folders.nexts().stream()
          .filter(next -> next.plan().filter(plan -> isOf(plan, job)).isPresent())
          .findFirst()
          .orElseGet(folders::newNext);
    }

    private static boolean isOf(RunPlan plan, Job job) {
      return plan.getFingerprint().equals(job.name());
    }

    private void work(RunFolder target, boolean replaces, RunLock lock) {
      RunCommitter committer = new RunCommitter(target, lock, segmentEntries);
      Ledger found = target.ledger();
      List<Integer> done = found.published().stream().map(ChunkEntry::getChunk).toList();
      if (done.size() < job.chunks || target.manifest().isEmpty()) {
        if (replaces && target.plan().isEmpty()) {
          folders.discardNextsBut(target, lock);
        }
        committer.begin(
            target.plan().orElseGet(this::plan),
            new InputFiles(List.of(), List.of()),
            found,
            Set.of());
        stages.reached(2);
        IntStream.range(0, job.chunks)
            .filter(chunk -> !done.contains(chunk))
            .forEach(chunk -> assertThat(committer.commit(attempt(target, chunk, lock))).isTrue());
        stages.reached(3);
        if (committer.published().size() < job.chunks) {
          throw new InsufficientResourcesException("Some of the chunks are gone.");
        }
        committer.finish(manifest(committer.published()), "report of " + job);
      }
      stages.reached(4);
      committer.end(true);
      stages.reached(5);
    }

    private RunPlan plan() {
      return SmallRuns.plan(job.name(), job.chunks, UUID.randomUUID().toString());
    }

    private LedgerEntry attempt(RunFolder target, int chunk, RunLock lock) {
      byte[] rows = (job + " " + chunk).getBytes(StandardCharsets.UTF_8);
      String name = RunFolder.newAttempt(lock.token(), chunk);
      target
          .files()
          .create(new org.apache.hadoop.fs.Path(target.file(RunFolder.ATTEMPTS), name), rows);
      return SmallRuns.entry(name, chunk, rows.length, job.name());
    }

    private RunManifest manifest(List<ChunkEntry> chunks) {
      return RunManifest.newBuilder()
          .setRunId("r1")
          .setFingerprint(job.name())
          .setFingerprintParts(new TreeMap<>())
          .setAttempt(1)
          .setDocumentsRead(10)
          .setDocumentsUnique(10)
          .setRowsWritten(10)
          .setRowsReused(0)
          .setRowsTruncated(0)
          .setErrors(new TreeMap<>())
          .setPromptTokens(0)
          .setCompletionTokens(0)
          .setSeconds(0)
          .setTokensPerSecond(0)
          .setExecutors(new TreeMap<>())
          .setChunks(job.chunks)
          .setChunksResumed(0)
          .setConfiguration("")
          .setVersions(new TreeMap<>())
          .setFiles(chunks)
          .build();
    }
  }

  private interface Stage {
    void reached(int stage);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
