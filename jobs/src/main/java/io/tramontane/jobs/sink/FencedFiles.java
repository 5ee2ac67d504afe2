package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.hadoop.fs.Path;

/**
 * Writes and removes the files of a run for the process that holds its {@link RunLock}, so that
 * what a process does that has lost it comes to nothing, wherever it was held up. For one thread.
 *
 * <p>Between a look at the lock and what is done next, any time can pass: the process may be
 * suspended just there. So nothing is written in place. A file is written under a name that only
 * this start has, in a folder of its own; then the lock is looked at; then the file is renamed to
 * its place. Whoever takes over deletes the folders of all others first ({@link RunFolders#lock}):
 * a renaming that comes after that has nothing to rename, and one that came before it is seen by
 * whoever took over. Nothing is removed in place either. It is renamed into the own folder; then
 * the lock is looked at, and if it is lost, what was removed is another one's and gets back.
 *
 * <p>What remains: a file that a process which has lost the lock is about to remove can be missing
 * for the moment until that process has put it back, which is the longer the longer the file system
 * takes to rename (object stores copy), and stays so if the process is killed within that moment.
 */
final class FencedFiles {
  /** So many files are removed between two looks at the lock. */
  private static final int AT_ONCE = 1_000;

  private final RunFiles files;
  private final RunLock lock;
  private final Path own;

  /**
   * For the holder of a lock.
   *
   * @param own a folder of which nobody else knows the name; it need not be there
   */
  FencedFiles(RunFiles files, RunLock lock, Path own) {
    this.files = files;
    this.lock = lock;
    this.own = own;
  }

  /** Those of a run's folder. */
  static FencedFiles of(RunFolder run, RunLock lock) {
    return new FencedFiles(run.files(), lock, run.attempts(lock.token()));
  }

  /** Writes a record in place of what is there. */
  <T extends SpecificRecord> void put(Path file, T record) {
    put(file, JsonRecords.write(record));
  }

  /** As {@link #put(Path, SpecificRecord)}, with any content. */
  void put(Path file, byte[] content) {
    Path staged = ownName();
    whileHeld(() -> files.create(staged, content));
    place(staged, file);
  }

  /** Gives a file of the own folder its place, where another may lie. */
  void place(Path staged, Path file) {
    files.makeFolder(file.getParent());
    remove(file);
    rename(staged, file);
  }

  /** Removes a file or a folder with all in it; nothing if it does not exist. */
  void remove(Path file) {
    if (!files.exists(file)) {
      return;
    }
    Path aside = ownName();
    files.makeFolder(own);
    rename(file, aside);
    giveBackIfLost(aside, file);
    files.delete(aside);
  }

  /**
   * Removes files from a folder as {@link #remove} does one, with a look at the lock before and
   * after each thousand. They must be there.
   */
  void removeAll(Path folder, List<String> names) {
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      removeSome(folder, names.subList(from, Math.min(from + AT_ONCE, names.size())));
    }
  }

  private void removeSome(Path folder, List<String> names) {
    Path aside = ownName();
    files.makeFolder(aside);
    requireHeld();
    try {
      names.forEach(name -> files.rename(new Path(folder, name), new Path(aside, name)));
    } catch (InsufficientResourcesException e) {
      giveBackIfLost(aside, folder);
      throw e;
    }
    giveBackIfLost(aside, folder);
    files.delete(aside);
  }

  private void giveBackIfLost(Path aside, Path place) {
    if (!lock.isHeld()) {
      files.restore(aside, place);
      requireHeld();
    }
  }

  /**
   * Moves a folder's files to another folder, as far as they have not been moved before. One by one
   * it takes them in the reverse order of their names, so that {@code _SUCCESS} comes last.
   */
  void move(Path from, Path to) {
    if (!files.exists(to) && files.exists(from)) {
      rename(from, to);
      // A folder that has come to be there at this moment takes what is renamed to it into itself.
      Path inside = new Path(to, from.getName());
      if (files.exists(inside)) {
        move(inside, to);
      }
      return;
    }
    files
        .list(from)
        .descendingMap()
        .forEach(
            (name, status) -> {
              if (status.isDirectory()) {
                move(status.getPath(), new Path(to, name));
              } else {
                place(status.getPath(), new Path(to, name));
              }
            });
    files.delete(from);
  }

  private void rename(Path from, Path to) {
    requireHeld();
    whileHeld(() -> files.rename(from, to));
  }

  private void whileHeld(Runnable step) {
    try {
      step.run();
    } catch (InsufficientResourcesException e) {
      // Most likely whoever took over has removed what it works on.
      requireHeld();
      throw e;
    }
  }

  /** Deletes the own folder. */
  void leave() {
    files.delete(own);
  }

  /**
   * Makes sure that no other process has taken over; if one has, leaves nothing behind.
   *
   * @throws InsufficientResourcesException if one has
   */
  void requireHeld() {
    if (!lock.isHeld()) {
      leave();
    }
    lock.requireHeld();
  }

  private Path ownName() {
    return new Path(own, UUID.randomUUID().toString());
  }
}
