package io.tramontane.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.jobs.sink.RunLock.Rhythm;
import io.tramontane.schema.LockHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
              "Cannot work on run r1 in file:.*/out: process %d on \\S+, since \\S+Z, works on it\\. Wait until that has ended, or end it\\."
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
    write(holder(dead.pid(), 1, host()));

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
      long started = silent.info().startInstant().orElseThrow().toEpochMilli();
      write(holder(silent.pid(), started, host()));

      folders.lock(FAST).close();
    } finally {
      silent.destroyForcibly();
    }
  }

  @Test
  void aNumberThatAnotherProcessHasGotSinceDoesNotBlock() throws IOException {
    write(holder(ProcessHandle.current().pid(), 1, host()));

    folders.lock().close();
  }

  @Test
  void aProcessOfAnotherHostThatGivesAHeartbeatBlocks() throws Exception {
    write(holder(1, 1, "elsewhere"));
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(1_000);
                write(LockHolder.newBuilder(holder(1, 1, "elsewhere")).setBeat(2).build());
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
    write(holder(1, 1, "elsewhere"));

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

  @Test
  void whoeverLostItGoesOnWithNothing() throws IOException {
    try (RunLock lock = folders.lock()) {
      Files.delete(output.resolve("..r1.lock.crc"));
      write(holder(1, 1, "elsewhere"));

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

  private static LockHolder holder(long process, long started, String host) throws IOException {
    return LockHolder.newBuilder()
        .setId("another")
        .setHost(host)
        .setProcess(process)
        .setProcessSpace(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())
        .setProcessStarted(started)
        .setSince("2026-11-01T00:00:00Z")
        .setBeat(1)
        .build();
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
