package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.sink.RunLock.Rhythm;
import io.tramontane.schema.LockHolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  private static final Rhythm FAST = new Rhythm(Duration.ofMillis(100), Duration.ofSeconds(2));

  private final Path output;
  private final Path file;
  private final RunFolders folders;

  RunLockTest(@TempDir Path folder) {
    this.output = folder.resolve("out");
    this.file = output.resolve(".r1.lock");
    this.folders = new RunFolders(output.toString(), "r1", new Configuration());
  }

  @Test
  void aSecondOneFailsSoonAndNamesTheFirst() {
    try (RunLock lock = folders.lock(FAST)) {
      assertThat(file).exists();
      assertThatThrownBy(() -> folders.lock(FAST))
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageMatching(
              "Cannot work on run r1 in file:.*/out: process %s on \\S+, since \\S+Z, works on it\\. Wait until that has ended, or end it\\."
                  .formatted(ProcessHandle.current().pid()));
      lock.requireHeld();
    }
  }

  @Test
  void whatItMadeGoesWithIt() {
    folders.lock().close();

    assertThat(output).doesNotExist();
  }

  @Test
  void anEmptyFolderOfTheUserStays() throws IOException {
    Files.createDirectory(output);

    folders.lock().close();

    assertThat(output).isEmptyDirectory();
  }

  @Test
  void aDeadProcessOfThisHostDoesNotBlock() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(holder(dead.pid(), 1, boot()));

    Instant before = Instant.now();
    folders.lock().close();

    assertThat(Duration.between(before, Instant.now()))
        .isLessThan(RunLock.RHYTHM.patience().dividedBy(2));
  }

  @Test
  void aProcessThatIsThereButGivesNoHeartbeatDoesNotBlockForEver() throws Exception {
    // Killed processes can stay in the table for as long as nobody asks how they ended.
    Process silent = new ProcessBuilder("sleep", "60").start();
    try {
      long started = started(silent.pid());
      write(holder(silent.pid(), started, boot()));

      folders.lock(FAST).close();
    } finally {
      silent.destroyForcibly();
    }
  }

  @Test
  void aNumberThatAnotherProcessHasGotSinceDoesNotBlock() throws IOException {
    write(holder(ProcessHandle.current().pid(), 1, boot()));

    folders.lock().close();
  }

  @Test
  void aProcessOfAnotherHostThatGivesAHeartbeatBlocks() throws Exception {
    write(elsewhere());
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(1_000);
                write(LockHolder.newBuilder(elsewhere()).setBeat(2).build());
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();

    assertThatThrownBy(() -> folders.lock(FAST))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("process 1 on elsewhere, since 2026-11-01T00:00:00Z, works on it.");
    other.join();
  }

  @Test
  void aProcessOfAnotherHostThatGivesNoneDoesNotBlockForEver() throws IOException {
    write(elsewhere());

    Instant before = Instant.now();
    folders.lock(FAST).close();

    assertThat(Duration.between(before, Instant.now()))
        .isBetween(FAST.patience(), FAST.patience().plusSeconds(20));
  }

  @Test
  void aFileThatWasCutOffDoesNotBlockForEver() throws IOException {
    Files.createDirectories(output);
    Files.writeString(file, "{\"id");

    folders.lock(FAST).close();
  }

  /** One that is being written at the moment cannot be read. */
  @Test
  void itGivesSignsOfLife() {
    try (RunLock lock = folders.lock(FAST)) {
      Heartbeat first = await().until(folders::heartbeat, Optional::isPresent).orElseThrow();
      assertThat(first.isRecent(Instant.now())).isTrue();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> folders.heartbeat().filter(sign -> sign.at().isAfter(first.at())).isPresent());
      lock.requireHeld();
    }
    assertThat(folders.heartbeat()).isEmpty();
  }

  /** Whose start a clock that was set since has moved, and whose host has the name of another. */
  @Test
  void aProcessThatLivesIsNotGoneWhateverClocksAndNamesSay() throws Exception {
    Process living = new ProcessBuilder("sleep", "60").start();
    try {
      LockHolder holder = holder(living.pid(), started(living.pid()), boot());
      write(holder);
      Thread heart =
          new Thread(
              () -> {
                try {
                  Thread.sleep(500);
                  write(LockHolder.newBuilder(holder).setBeat(2).build());
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      heart.start();

      assertThatThrownBy(() -> folders.lock(FAST)).hasMessageContaining("works on it.");
      heart.join();
    } finally {
      living.destroyForcibly();
    }
  }

  @Test
  void aProcessOfAnotherBootIsNotLookedForHere() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(holder(dead.pid(), 1, "another"));

    Instant before = Instant.now();
    folders.lock(FAST).close();

    assertThat(Duration.between(before, Instant.now())).isGreaterThan(FAST.patience());
  }

  /** Which names no boot. */
  @Test
  void theLockOfAnEarlierVersionIsUnderstood() throws IOException {
    Files.createDirectories(output);
    Files.writeString(
        file,
        """
        {"id": "x", "host": "elsewhere", "process": 1, "process_space": "",
         "process_started": 1795937526730, "since": "2026-11-01T00:00:00Z", "beat": 3}
        """);

    assertThat(folders.heartbeat().map(Heartbeat::process)).contains("process 1 on elsewhere");
    folders.lock(FAST).close();
  }

  @Test
  void whoeverFindsNoLockHasLostIt() throws IOException {
    try (RunLock lock = folders.lock()) {
      Files.delete(file);

      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageContaining("Cannot go on with the run of ")
          .hasMessageContaining("the lock is gone, so another process may have taken it over.");
    }
  }

  @Test
  void whatFailsBecauseItIsLostIsToldSo() throws IOException {
    IllegalStateException failure = new IllegalStateException("gone");
    Supplier<String> failing =
        () -> {
          throw failure;
        };
    try (RunLock lock = folders.lock()) {
      assertThat(lock.whileHeld(() -> "done")).isEqualTo("done");
      assertThatThrownBy(() -> lock.whileHeld(failing)).isSameAs(failure);

      Files.delete(file);

      assertThatThrownBy(() -> lock.whileHeld(failing))
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageContaining("Cannot go on with the run of ")
          .hasSuppressedException(failure);
      assertThat(lock.whileHeld(() -> "done")).isEqualTo("done");
    }
  }

  @Test
  void heartbeatsDoNotTakeTheLockBack() throws Exception {
    try (RunLock lock = folders.lock(FAST)) {
      Files.delete(output.resolve("..r1.lock.crc"));
      write(elsewhere());

      Thread.sleep(3 * FAST.beat().toMillis());

      assertThat(lock.isHeld()).isFalse();
    }
    assertThat(file).hasBinaryContent(JsonRecords.write(elsewhere()));
  }

  @Test
  void whoeverLostItGoesOnWithNothing() throws IOException {
    try (RunLock lock = folders.lock()) {
      Files.delete(output.resolve("..r1.lock.crc"));
      write(elsewhere());

      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageContaining(
              "process 1 on elsewhere, since 2026-11-01T00:00:00Z, took it over, since this process gave no heartbeat for 30 s.");
    }
    assertThat(file).exists();
  }

  private void write(LockHolder holder) throws IOException {
    Files.createDirectories(output);
    Files.write(file, JsonRecords.write(holder));
  }

  private static LockHolder elsewhere() throws IOException {
    return holder(1, 1, "another");
  }

  private static LockHolder holder(long process, long started, String boot) throws IOException {
    return LockHolder.newBuilder()
        .setId("another")
        .setHost("elsewhere")
        .setProcess(process)
        .setProcessSpace(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())
        .setProcessStarted(started)
        .setSince("2026-11-01T00:00:00Z")
        .setBeat(1)
        .setBoot(boot)
        .build();
  }

  private static String boot() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  /** The 22nd field, man 5 proc: of a process whose name has no space. */
  private static long started(long process) throws IOException {
    return Long.parseLong(
        Files.readString(Path.of("/proc/" + process + "/stat")).split(" ", -1)[21]);
  }
}
