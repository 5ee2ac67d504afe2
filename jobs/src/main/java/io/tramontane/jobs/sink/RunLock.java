package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.LockHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;

/**
 * Keeps a second process from working on the same run: a file that names the process and that it
 * writes anew every few seconds. Thread-safe.
 *
 * <p>A process that finds the file of another waits for a heartbeat. One comes within the {@link
 * Rhythm}'s patience, or the other is dead; on the same host it can be asked at once. Clocks are
 * not compared. The file of a dead process is taken over.
 *
 * <p>File systems without a creation that fails where there is a file (some object stores), and two
 * processes that find the same dead one at the same moment, can leave two that think they hold it.
 * One of them finds that out at its next heartbeat, and at the latest when it is to commit a chunk
 * ({@link #requireHeld}); the ledger then still takes each chunk once.
 */
public final class RunLock implements AutoCloseable {
  static final Rhythm RHYTHM = new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /**
   * How often a heartbeat is given, and how long one is waited for.
   *
   * @param beat the time between two
   * @param patience much longer, for what may hold up a process or a file system
   */
  record Rhythm(Duration beat, Duration patience) {}

  private final RunFiles files;
  private final org.apache.hadoop.fs.Path file;
  private final boolean madeFolder;
  private final Rhythm rhythm;
  private final Timer heart = new Timer("tramontane-run-lock", true);
  private LockHolder self;

  private RunLock(
      RunFiles files,
      org.apache.hadoop.fs.Path file,
      boolean madeFolder,
      Rhythm rhythm,
      LockHolder self) {
    this.files = files;
    this.file = file;
    this.madeFolder = madeFolder;
    this.rhythm = rhythm;
    this.self = self;
  }

  /**
   * Takes the lock, if need be after waiting for a heartbeat of another process.
   *
   * @param run for messages
   * @throws InsufficientResourcesException if another process works on the run
   */
  static RunLock acquire(
      RunFiles files, org.apache.hadoop.fs.Path file, String run, Rhythm rhythm) {
    LockHolder self = self();
    boolean madeFolder = !files.exists(file.getParent());
    while (!files.create(file, self)) {
      Optional<LockHolder> other = files.readIfWhole(file, LockHolder.class);
      if (lives(other, files, file, rhythm)) {
        throw new InsufficientResourcesException(
            "Cannot work on run %s: %s works on it. Wait until that has ended, or end it."
                .formatted(run, other.map(RunLock::describe).orElse("another process")));
      }
      files.delete(file);
    }
    RunLock lock = new RunLock(files, file, madeFolder, rhythm, self);
    lock.heart.schedule(
        new TimerTask() {
          @Override
          public void run() {
            lock.beat();
          }
        },
        rhythm.beat().toMillis(),
        rhythm.beat().toMillis());
    return lock;
  }

  private static Optional<LockHolder> holder(RunFiles files, org.apache.hadoop.fs.Path file) {
    return files.readIfWhole(file, LockHolder.class);
  }

  /** The last of whoever works on the run, or died while doing so. */
  static Optional<Heartbeat> heartbeat(RunFiles files, org.apache.hadoop.fs.Path file) {
    return holder(files, file)
        .flatMap(
            holder ->
                files
                    .modified(file)
                    .map(at -> new Heartbeat(name(holder), Instant.parse(holder.getSince()), at)));
  }

  private static String describe(LockHolder holder) {
    return "%s, since %s,".formatted(name(holder), holder.getSince());
  }

  private static String name(LockHolder holder) {
    return "process %d on %s".formatted(holder.getProcess(), holder.getHost());
  }

  private static LockHolder self() {
    return LockHolder.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setHost(host())
        .setProcess(ProcessHandle.current().pid())
        .setProcessSpace(processSpace())
        .setProcessStarted(started(ProcessHandle.current()))
        .setSince(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setBeat(0)
        .build();
  }

  private static boolean lives(
      Optional<LockHolder> other, RunFiles files, org.apache.hadoop.fs.Path file, Rhythm rhythm) {
    if (other.filter(RunLock::isGone).isPresent()) {
      return false;
    }
    long deadline = System.nanoTime() + rhythm.patience().toNanos();
    while (System.nanoTime() < deadline) {
      sleep(rhythm.beat().dividedBy(10));
      if (!files.exists(file)) {
        return false;
      }
      Optional<LockHolder> now = files.readIfWhole(file, LockHolder.class);
      // One that is being written just now cannot be read; the next look will see it.
      if (now.isPresent() && !now.equals(other)) {
        return true;
      }
    }
    return false;
  }

  /** Whether that process was one of this host, and is none any more. */
  private static boolean isGone(LockHolder holder) {
    return holder.getHost().equals(host())
        && holder.getProcessSpace().equals(processSpace())
        && ProcessHandle.of(holder.getProcess())
            .filter(process -> started(process) == holder.getProcessStarted())
            .isEmpty();
  }

  private synchronized void beat() {
    try {
      if (isOurs(holder(files, file))) {
        self = LockHolder.newBuilder(self).setBeat(self.getBeat() + 1).build();
        files.overwrite(file, self);
      }
    } catch (InsufficientResourcesException e) {
      // The file system may be back at the next beat; whether another process took over meanwhile
      // is asked before anything is committed.
    }
  }

  /**
   * Makes sure that no other process has taken over.
   *
   * @throws InsufficientResourcesException if one has
   */
  public void requireHeld() {
    Optional<LockHolder> holder = holder(files, file);
    if (!isOurs(holder)) {
      throw new InsufficientResourcesException(
          "Cannot go on with the run of %s: %s took it over, since this process gave no heartbeat for %d s. Find out what held it up."
              .formatted(
                  file,
                  holder.map(RunLock::describe).orElseThrow(),
                  rhythm.patience().toSeconds()));
    }
  }

  /** A file that is gone, or cut off, is nobody else's. */
  private synchronized boolean isOurs(Optional<LockHolder> holder) {
    return holder.isEmpty() || holder.get().getId().equals(self.getId());
  }

  /**
   * Gives the lock back, if it is still held. Where nothing else was written, its folder goes with
   * it, if it was made for it.
   */
  @Override
  public void close() {
    heart.cancel();
    synchronized (this) {
      if (isOurs(holder(files, file))) {
        files.delete(file);
      }
    }
    if (madeFolder) {
      files.deleteIfEmpty(file.getParent());
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Linux gives each container process numbers of its own; elsewhere a host has one set. */
  private static String processSpace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InsufficientResourcesException(
          "Cannot wait for a heartbeat of another process: interrupted. Start again.", e);
    }
  }
}
