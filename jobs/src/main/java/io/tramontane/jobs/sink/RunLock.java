package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.LockHolder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/**
 * Keeps a second process from working on the same run: a file that names the one that does, and
 * beside it one of that process's own, which it writes anew every few seconds. Thread-safe.
 *
 * <p>A process that finds the lock of another waits for a heartbeat. One comes within the {@link
 * Rhythm}'s patience, or the other is dead; on the same host it can be asked at once ({@link
 * HostProcess}). What counts is whether the waiting process sees the files change, by its own
 * monotonic clock: no clock that can be set is asked, and none compared. The lock of a dead process
 * is taken over.
 *
 * <p>The dead process may have been suspended only. It holds the lock no more, for the lock names
 * another, or is not there: both mean that it is lost. Since only its own file gives its
 * heartbeats, it cannot take the lock back in passing. {@link FencedFiles} sees to it that whatever
 * it was about to write comes to nothing.
 *
 * <p>File systems without a creation that fails where there is a file, and two processes that find
 * the same dead one at the same moment, can leave two that think they have taken the lock. The file
 * names one of them; the other finds out before it writes anything.
 */
public final class RunLock implements AutoCloseable {
  static final Rhythm RHYTHM = new Rhythm(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /**
   * How often a heartbeat is given, and how long one is waited for.
   *
   * @param beat the time between two
   * @param patience much longer, for what may hold up a process or a file system
   */
  record Rhythm(Duration beat, Duration patience) {
    /** The time between two looks for a heartbeat. */
    Duration look() {
      return beat.dividedBy(10);
    }

    /**
     * How often one is looked for. Looks are counted rather than time, in which whoever waits may
     * have been suspended itself.
     */
    long looks() {
      return patience.dividedBy(look());
    }
  }

  private final RunFiles files;
  private final Path file;
  private final boolean madeFolder;
  private final Rhythm rhythm;
  private final LockHolder self;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "tramontane-run-lock");
            thread.setDaemon(true);
            return thread;
          });
  private long beats;

  private RunLock(RunFiles files, Path file, boolean madeFolder, Rhythm rhythm, LockHolder self) {
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
  static RunLock acquire(RunFiles files, Path file, String run, Rhythm rhythm) {
    boolean madeFolder = !files.exists(file.getParent());
    RunLock lock = new RunLock(files, file, madeFolder, rhythm, self());
    // What another has created at the same moment may have taken the place of ours.
    while (!files.create(file, lock.self) || !lock.isHeld()) {
      Sight other = Sight.of(files, file);
      if (other.lives(rhythm)) {
        throw new InsufficientResourcesException(
            "Cannot work on run %s: %s works on it. Wait until that has ended, or end it."
                .formatted(run, other.holder().map(RunLock::describe).orElse("another process")));
      }
      files.delete(file);
    }
    long nanos = rhythm.beat().toNanos();
    ScheduledFuture<?> unused =
        lock.heart.scheduleAtFixedRate(lock::beat, nanos, nanos, TimeUnit.NANOSECONDS);
    return lock;
  }

  /** The last of whoever works on the run, or died while doing so. */
  static Optional<Heartbeat> heartbeat(RunFiles files, Path file) {
    return holder(files, file)
        .flatMap(
            holder ->
                files
                    .modified(heartbeats(file, holder))
                    .or(() -> files.modified(file))
                    .map(at -> new Heartbeat(name(holder), Instant.parse(holder.getSince()), at)));
  }

  private static Optional<LockHolder> holder(RunFiles files, Path file) {
    return files.readIfWhole(file, LockHolder.class);
  }

  private static Path heartbeats(Path file, LockHolder holder) {
    return file.suffix("-" + holder.getId());
  }

  private static String describe(LockHolder holder) {
    return "%s, since %s,".formatted(name(holder), holder.getSince());
  }

  private static String name(LockHolder holder) {
    return "process %s on %s".formatted(holder.getProcess(), holder.getHost());
  }

  private static LockHolder self() {
    HostProcess process = HostProcess.current();
    return LockHolder.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setHost(host())
        .setProcess(process.number())
        .setProcessSpace(process.space())
        .setProcessStarted(process.started())
        .setSince(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setBeat(0)
        .setBoot(process.boot())
        .build();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** What a process sees of another one's lock. */
  private record Sight(
      RunFiles files, Path file, Optional<LockHolder> holder, Optional<LockHolder> heartbeat) {
    static Sight of(RunFiles files, Path file) {
      Optional<LockHolder> holder = RunLock.holder(files, file);
      return new Sight(
          files,
          file,
          holder,
          holder.flatMap(known -> RunLock.holder(files, heartbeats(file, known))));
    }

    boolean lives(Rhythm rhythm) {
      for (long looks = rhythm.looks(); looks > 0 && !isGone(); looks--) {
        sleep(rhythm.look());
        if (!files.exists(file)) {
          return false;
        }
        Sight now = of(files, file);
        // One that is being written just now cannot be read; the next look will see it.
        if (isOther(now.holder, holder) || isOther(now.heartbeat, heartbeat)) {
          return true;
        }
      }
      return false;
    }

    private static boolean isOther(Optional<LockHolder> now, Optional<LockHolder> before) {
      return now.isPresent() && !now.equals(before);
    }

    private boolean isGone() {
      return holder
          .map(
              known ->
                  new HostProcess(
                      known.getBoot(),
                      known.getProcessSpace(),
                      known.getProcess(),
                      known.getProcessStarted()))
          .filter(HostProcess::isGone)
          .isPresent();
    }
  }

  private synchronized void beat() {
    try {
      if (isHeld()) {
        beats++;
        files.overwrite(heartbeats(file, self), LockHolder.newBuilder(self).setBeat(beats).build());
      }
    } catch (InsufficientResourcesException e) {
      // The file system may be back at the next beat; whether another process took over meanwhile
      // is asked before anything is written.
    }
  }

  /** What no other start has: names of files that begin with it are this one's. */
  String token() {
    return self.getId();
  }

  /** Whether no other process has taken over. One whose lock is gone, or cut off, has lost it. */
  boolean isHeld() {
    return isOurs(holder(files, file));
  }

  private boolean isOurs(Optional<LockHolder> holder) {
    return holder.filter(known -> known.getId().equals(self.getId())).isPresent();
  }

  /**
   * Makes sure that no other process has taken over.
   *
   * @throws InsufficientResourcesException if one has
   */
  public void requireHeld() {
    loss()
        .ifPresent(
            loss -> {
              throw loss;
            });
  }

  /**
   * Does work that needs the lock. Where it fails and the lock is lost, that is the cause: whoever
   * has taken over may have removed what it worked on.
   *
   * @throws InsufficientResourcesException if the lock is lost, or from the work
   */
  public <T> T whileHeld(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      // Spark's exceptions are checked ones that its Scala methods do not declare.
      lossBehind(e)
          .ifPresent(
              loss -> {
                throw loss;
              });
      throw e;
    }
  }

  private Optional<InsufficientResourcesException> lossBehind(Exception failure) {
    try {
      Optional<InsufficientResourcesException> loss = loss();
      loss.ifPresent(found -> found.addSuppressed(failure));
      return loss;
    } catch (InsufficientResourcesException unreadable) {
      failure.addSuppressed(unreadable);
      return Optional.empty();
    }
  }

  private Optional<InsufficientResourcesException> loss() {
    Optional<LockHolder> holder = holder(files, file);
    if (isOurs(holder)) {
      return Optional.empty();
    }
    return Optional.of(
        new InsufficientResourcesException(
            "Cannot go on with the run of %s: %s. Find out what held this process up."
                .formatted(
                    file,
                    holder
                        .map(
                            other ->
                                "%s took it over, since this process gave no heartbeat for %s s"
                                    .formatted(describe(other), rhythm.patience().toSeconds()))
                        .orElse("the lock is gone, so another process may have taken it over"))));
  }

  /**
   * Gives the lock back, if it is still held. Where nothing else was written, its folder goes with
   * it, if it was made for it.
   */
  @Override
  public void close() {
    heart.shutdown();
    synchronized (this) {
      files.delete(heartbeats(file, self));
      if (isHeld()) {
        release();
      }
    }
    if (madeFolder) {
      files.deleteIfEmpty(file.getParent());
    }
  }

  /** Should another process have taken over since it was last asked, that one gets it back. */
  private void release() {
    Path aside = heartbeats(file, self);
    files.rename(file, aside);
    if (isOurs(holder(files, aside))) {
      files.delete(aside);
    } else {
      files.restore(aside, file);
    }
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
