package io.tramontane.jobs.sink;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * All that belongs to one run's name: its folder, the one that is to replace it, and the lock over
 * both.
 *
 * <pre>
 * OUTPUT/RUN-ID/            the run, see {@link RunFolder}
 * OUTPUT/.RUN-ID.next/      the run that takes its place when it is complete
 * OUTPUT/.RUN-ID.lock       who works on it, see {@link RunLock}
 * OUTPUT/.RUN-ID.replacing  the next one is complete: the run is to be deleted
 * OUTPUT/.RUN-ID.moving     the run is deleted: the next one's files are to be moved to its place
 * </pre>
 *
 * <p>The creation of the first mark decides that the run is replaced. A process that dies after it
 * leaves marks by which {@link #repair} finishes at the next start: while there is only the first,
 * whatever lies in the run's place is old; when the second is there, it is new. So no step needs a
 * folder to be renamed at one stroke; where it is, readers find one run, none for a moment, then
 * the other.
 */
public final class RunFolders {
  private final String runId;
  private final RunFolder current;
  private final RunFolder next;
  private final RunFiles files;
  private final Path lock;
  private final Path replacing;
  private final Path moving;

  /**
   * Names them; none of them need be there.
   *
   * @param output the folder of the runs
   */
  public RunFolders(String output, String runId, Configuration configuration) {
    this.runId = runId;
    this.current = RunFolder.of(output, runId, configuration);
    this.next = RunFolder.of(output, "." + runId + ".next", configuration);
    this.files = current.files();
    this.lock = new Path(output, "." + runId + ".lock");
    this.replacing = new Path(output, "." + runId + ".replacing");
    this.moving = new Path(output, "." + runId + ".moving");
  }

  /** The run's folder, as readers see it. */
  public RunFolder current() {
    return current;
  }

  /** The folder of the run that is to take its place. */
  public RunFolder next() {
    return next;
  }

  /**
   * Takes the lock.
   *
   * @throws io.tramontane.failure.InsufficientResourcesException if another process works on the
   *     run
   */
  public RunLock lock() {
    return lock(RunLock.RHYTHM);
  }

  RunLock lock(RunLock.Rhythm rhythm) {
    return RunLock.acquire(files, lock, runId + " in " + current.path().getParent(), rhythm);
  }

  /** Of the process that works on the run, or died while doing so. */
  public Optional<Heartbeat> heartbeat() {
    return RunLock.heartbeat(files, lock);
  }

  /** Deletes what a former start has done towards another next run. Under the lock. */
  public void discardNext() {
    files.delete(next.path());
  }

  /** Puts the next run, which must be complete, in place of the current one. Under the lock. */
  public void replace() {
    files.create(replacing, new byte[0]);
    repair();
  }

  /** Whether a replacement was decided and has not ended. */
  public boolean isReplacing() {
    return files.exists(replacing) || files.exists(moving);
  }

  /** Finishes a replacement that was decided, if one was. Under the lock. */
  public void repair() {
    if (files.exists(replacing)) {
      if (!files.exists(moving)) {
        files.delete(current.path());
        files.create(moving, new byte[0]);
      }
      files.delete(replacing);
    }
    if (files.exists(moving)) {
      files.move(next.path(), current.path());
      files.delete(moving);
    }
  }
}
