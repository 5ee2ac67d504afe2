package io.tramontane.jobs.sink;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * All that belongs to one run's name: its folder, those that are to replace it, and the lock over
 * all.
 *
 * <pre>
 * OUTPUT/RUN-ID/                 the run, see {@link RunFolder}
 * OUTPUT/.RUN-ID.next-N/         a run that takes its place when it is complete
 * OUTPUT/.RUN-ID.lock            who works on it, see {@link RunLock}
 * OUTPUT/.RUN-ID.lock-TOKEN      the heartbeats of that start
 * OUTPUT/.RUN-ID.own-TOKEN/      what that start puts in place or takes away, see {@link FencedFiles}
 * OUTPUT/.RUN-ID.replacing-N     the next run N is complete: the run is to be removed
 * OUTPUT/.RUN-ID.moving-N        the run is removed: the files of N are to be moved to its place
 * </pre>
 *
 * <p>The mark {@code replacing} decides that the run is replaced. A process that dies after it
 * leaves marks by which {@link #repair} finishes at the next start: while there is only the first,
 * whatever lies in the run's place is old; when the second is there, it is new. So no step needs a
 * folder to be renamed at one stroke; where it is, readers find one run, none for a moment, then
 * the other.
 *
 * <p>N is of each next run its own, so that a process that was suspended, and goes on when it has
 * lost the lock, cannot take another's for its own; a mark whose next run is not there says
 * nothing. In versions of before the names had neither N nor the hyphen in front of it.
 */
public final class RunFolders {
  private static final String NEXT = ".next";
  private static final String REPLACING = ".replacing";
  private static final String MOVING = ".moving";
  private static final String OWN = ".own";
  private static final String LOCK = ".lock";

  /**
   * What stands behind these: nothing, or a hyphen and a token. Other runs' names may be longer.
   */
  private static final Pattern VERSION =
      Pattern.compile("|-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final Configuration configuration;
  private final String runId;
  private final RunFolder current;
  private final RunFiles files;

  /**
   * Names them; none of them need be there.
   *
   * @param output the folder of the runs
   */
  public RunFolders(String output, String runId, Configuration configuration) {
    this.configuration = configuration;
    this.runId = runId;
    this.current = RunFolder.of(output, runId, configuration);
    this.files = current.files();
  }

  /** The run's folder, as readers see it. */
  public RunFolder current() {
    return current;
  }

  /** The folders of runs that were begun to take its place. */
  public List<RunFolder> nexts() {
    return versions(NEXT).stream().map(n -> RunFolder.at(beside(NEXT + n), configuration)).toList();
  }

  /** A folder, which is not there yet, for another run that is to take its place. */
  public RunFolder newNext() {
    return RunFolder.at(beside(NEXT + "-" + UUID.randomUUID()), configuration);
  }

  /**
   * Takes the lock. What others have begun then is ended, and cannot go on.
   *
   * @throws io.tramontane.failure.InsufficientResourcesException if another process works on the
   *     run
   */
  public RunLock lock() {
    return lock(RunLock.RHYTHM);
  }

  RunLock lock(RunLock.Rhythm rhythm) {
    RunLock lock =
        RunLock.acquire(files, beside(LOCK), runId + " in " + current.path().getParent(), rhythm);
    try {
      takeOver(lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    return lock;
  }

  private void takeOver(RunLock lock) {
    Stream.concat(Stream.of(current), nexts().stream())
        .forEach(run -> new RunCommitter(run, lock).takeOver());
    for (String token : versions(OWN)) {
      bringBack(beside(OWN + token), lock);
      files.delete(beside(OWN + token));
    }
    versions(LOCK).stream()
        .filter(token -> !token.isEmpty() && !token.equals("-" + lock.token()))
        .forEach(token -> files.delete(beside(LOCK + token)));
  }

  /** What a process had removed that was killed before it found out that it had lost the lock. */
  private void bringBack(Path own, RunLock lock) {
    if (files.exists(current.path()) || isReplacing()) {
      return;
    }
    files.list(own).values().stream()
        .map(FileStatus::getPath)
        .filter(removed -> RunFolder.at(removed, configuration).plan().isPresent())
        .findFirst()
        .ifPresent(removed -> fenced(lock).move(removed, current.path()));
  }

  private FencedFiles fenced(RunLock lock) {
    return new FencedFiles(files, lock, beside(OWN + "-" + lock.token()));
  }

  /** Of the process that works on the run, or died while doing so. */
  public Optional<Heartbeat> heartbeat() {
    return RunLock.heartbeat(files, beside(LOCK));
  }

  /** Deletes what former starts have done towards other next runs than this. Under the lock. */
  public void discardNextsBut(RunFolder next, RunLock lock) {
    List<RunFolder> others =
        nexts().stream().filter(other -> !other.path().equals(next.path())).toList();
    FencedFiles fenced = fenced(lock);
    others.forEach(other -> fenced.remove(other.path()));
    fenced.leave();
  }

  /** Puts a next run, which must be complete, in place of the current one. Under the lock. */
  public void replace(RunFolder next, RunLock lock) {
    String n = next.path().getName().substring(beside(NEXT).getName().length());
    fenced(lock).put(beside(REPLACING + n), new byte[0]);
    repair(lock);
  }

  /** Whether a replacement was decided and has not ended. */
  public boolean isReplacing() {
    return !versions(REPLACING).isEmpty() || !versions(MOVING).isEmpty();
  }

  /** Finishes a replacement that was decided, if one was. Under the lock. */
  public void repair(RunLock lock) {
    FencedFiles fenced = fenced(lock);
    for (String n : versions(REPLACING)) {
      if (files.exists(beside(NEXT + n)) && !files.exists(beside(MOVING + n))) {
        fenced.remove(current.path());
        fenced.put(beside(MOVING + n), new byte[0]);
      }
      files.delete(beside(REPLACING + n));
    }
    for (String n : versions(MOVING)) {
      fenced.move(beside(NEXT + n), current.path());
      files.delete(beside(MOVING + n));
    }
    fenced.leave();
  }

  /** What stands behind this in names beside the run. */
  private List<String> versions(String kind) {
    String beginning = beside(kind).getName();
    return files.list(current.path().getParent()).keySet().stream()
        .filter(name -> name.startsWith(beginning))
        .map(name -> name.substring(beginning.length()))
        .filter(version -> VERSION.matcher(version).matches())
        .toList();
  }

  private Path beside(String name) {
    return new Path(current.path().getParent(), "." + runId + name);
  }
}
